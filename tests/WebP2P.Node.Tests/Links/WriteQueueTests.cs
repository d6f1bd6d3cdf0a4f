using WebP2P.Node.Links;
using WebP2P.Protocols.Overlays;
using WebP2P.Protocols.Overlays.Gnutella;
using WebP2P.Protocols.Overlays.Napster;
using WebP2P.Protocols.Wire;

namespace WebP2P.Node.Tests.Links;

public sealed class WriteQueueTests
{
    [Fact]
    public void Frames_leave_in_order_as_many_as_fit_the_buffer_and_the_first_of_all_alone()
    {
        var queue = Greeted(bytesMax: 100, framesMax: 10);
        for (byte number = 1; number <= 4; number++) Assert.True(queue.TryAdd([number, number], isQuery: false));
        var buffer = new byte[5];
        Assert.Equal(4, queue.Take(ref buffer));
        Assert.Equal([1, 1, 2, 2], buffer[..4]);
        Assert.Equal(4, queue.Take(ref buffer));
        Assert.Equal([3, 3, 4, 4], buffer[..4]);
        Assert.Equal(0, queue.Take(ref buffer));
        Assert.Equal((0, 0), (queue.Bytes, queue.Count));
    }

    [Fact]
    public void When_it_is_full_the_oldest_queries_go_first()
    {
        var queue = Greeted(bytesMax: 100, framesMax: 3);
        queue.TryAdd([1], isQuery: false);
        queue.TryAdd([2], isQuery: true);
        queue.TryAdd([3], isQuery: true);
        Assert.True(queue.TryAdd([4], isQuery: false));
        Assert.Equal(1, queue.QueriesDropped);
        var buffer = new byte[10];
        Assert.Equal(3, queue.Take(ref buffer));
        Assert.Equal([1, 3, 4], buffer[..3]);
    }

    [Fact]
    public void What_may_be_left_out_is_the_questions_that_others_can_do_without()
    {
        MessageType[] questions = [MessageType.IndexSearch, MessageType.GnutellaQuery, MessageType.GnutellaWalk];
        Assert.Equal(questions, MessageTable.Rows.Where(row => row.IsQuery).Select(row => row.Type).Order());
    }

    [Fact]
    public void Whatever_is_added_taken_and_dropped_the_order_stays_and_an_empty_queue_holds_no_memory()
    {
        var dice = new Random(7);
        var queue = new WriteQueue(bytesMax: 20_000, framesMax: 200);
        var expected = new List<(byte[] Frame, bool IsQuery)>();
        var buffer = new byte[1_000];
        var taken = new List<byte>();
        for (var round = 0; round < 20_000; round++)
        {
            if (dice.Next(5) > 0) Add(queue, expected, (Frame(dice), dice.Next(3) > 0));
            else taken.AddRange(TakeBoth(queue, expected, ref buffer));
            Assert.Equal((expected.Count, expected.Sum(one => one.Frame.Length)), (queue.Count, queue.Bytes));
        }

        while (queue.Count > 0) taken.AddRange(TakeBoth(queue, expected, ref buffer));
        Assert.InRange(queue.QueriesDropped, 1_000, 20_000);
        Assert.InRange(taken.Count, 1_000_000, 20_000 * 600);
        Assert.Equal(0, queue.HeldBytes);
    }

    [Fact]
    public async Task Hits_reach_a_peer_that_was_slow_while_queries_in_front_of_them_are_left_out()
    {
        await using var alice = await LinkNode.StartAsync(limits: new LinkOptions { QueueBytesMax = 256 * 1024, PingLanMs = 60_000 });
        await using var bob = await LinkNode.StartAsync(limits: new LinkOptions { PingLanMs = 60_000 });
        await using var proxy = new TcpProxy(bob.Plane.EndPoint!);
        var hits = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        var queries = 0;
        bob.User.OnReceived = (_, _, message) =>
        {
            if (message is GnutellaQuery or GnutellaWalk) queries++;
            if (message is GnutellaHits) hits.TrySetResult(queries);
        };
        alice.Hub.Dial(alice.User, Protocols.Identity.PeerAddress.From(proxy.EndPoint), null);
        await alice.User.WaitAsync($"linked {bob.Id.ShortText}");
        proxy.StopReading();
        var link = alice.Hub.Find(bob.Id)!;
        var sent = 0;
        for (; sent < 1_000_000 && link.Wire.Socket.QueriesDropped < 100; sent++)
            Assert.True(alice.Hub.Send(bob.Id, new Header(new MessageId((UInt128)sent), 2), sent % 2 == 0 ? new GnutellaQuery(new string('x', 900), 10) : new GnutellaWalk(new string('x', 900), 10)));
        Assert.True(alice.Hub.Send(bob.Id, default, new GnutellaHits(new byte[10_000], default)));
        var dropped = link.Wire.Socket.QueriesDropped;
        proxy.ReadAgain();
        Assert.Equal(sent - dropped, await hits.Task.WaitAsync(TimeSpan.FromSeconds(60)));
        Assert.Equal(0, alice.Drops[DropReason.QueueFull]);
    }

    /// <summary>A queue that has let the hello go, alone as it must.</summary>
    private static WriteQueue Greeted(int bytesMax, int framesMax)
    {
        var queue = new WriteQueue(bytesMax, framesMax);
        queue.TryAdd([9], isQuery: false);
        queue.TryAdd([8], isQuery: false);
        var buffer = new byte[10];
        Assert.Equal(1, queue.Take(ref buffer));
        Assert.Equal(1, queue.Take(ref buffer));
        return queue;
    }

    private static byte[] Frame(Random dice)
    {
        var frame = new byte[dice.Next(1, 600)];
        dice.NextBytes(frame);
        return frame;
    }

    private static void Add(WriteQueue queue, List<(byte[] Frame, bool IsQuery)> expected, (byte[] Frame, bool IsQuery) added)
    {
        bool IsTooFull() => expected.Count >= 200 || expected.Sum(one => one.Frame.Length) + added.Frame.Length > 20_000;
        while (IsTooFull() && expected.FindIndex(one => one.IsQuery) is var oldest and >= 0) expected.RemoveAt(oldest);
        var hasRoom = !IsTooFull();
        Assert.Equal(hasRoom, queue.TryAdd(added.Frame, added.IsQuery));
        if (hasRoom) expected.Add(added);
    }

    private static byte[] TakeBoth(WriteQueue queue, List<(byte[] Frame, bool IsQuery)> expected, ref byte[] buffer)
    {
        var count = queue.Take(ref buffer);
        var frames = 0;
        var bytes = 0;
        while (bytes < count) bytes += expected[frames++].Frame.Length;
        Assert.Equal([.. expected.Take(frames).SelectMany(one => one.Frame)], buffer.AsSpan(0, count).ToArray());
        expected.RemoveRange(0, frames);
        return buffer[..count];
    }

    [Fact]
    public void Without_queries_to_drop_there_is_no_room()
    {
        var queue = new WriteQueue(bytesMax: 10, framesMax: 100);
        Assert.True(queue.TryAdd(new byte[8], isQuery: false));
        Assert.False(queue.TryAdd(new byte[3], isQuery: false));
        Assert.True(queue.TryAdd(new byte[2], isQuery: false));
        Assert.Equal(10, queue.Bytes);
    }

    [Fact]
    public async Task A_peer_that_does_not_read_loses_the_link_when_the_queue_is_full()
    {
        await using var alice = await LinkNode.StartAsync(limits: new LinkOptions { QueueBytesMax = 256 * 1024, PingLanMs = 60_000 });
        await using var bob = await LinkNode.StartAsync();
        await using var proxy = new TcpProxy(bob.Plane.EndPoint!);
        alice.Hub.Dial(alice.User, Protocols.Identity.PeerAddress.From(proxy.EndPoint), null);
        await alice.User.WaitAsync($"linked {bob.Id.ShortText}");
        proxy.StopReading();
        var batch = new RegisterRefused(1, new string('x', 500));
        var sent = 0;
        while (sent < 1_000_000 && alice.Hub.Send(bob.Id, default, batch)) sent++;
        Assert.Equal(1, alice.Drops[DropReason.QueueFull]);
        await alice.User.WaitAsync($"unlinked {bob.Id.ShortText}: its queue is full");
    }
}
