using WebP2P.Node.Links;
using WebP2P.Protocols.Overlays;
using WebP2P.Protocols.Overlays.Napster;

namespace WebP2P.Node.Tests.Links;

public sealed class WriteQueueTests
{
    [Fact]
    public void Frames_leave_in_order_as_many_as_fit_the_buffer()
    {
        var queue = new WriteQueue(bytesMax: 100, framesMax: 10);
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
        var queue = new WriteQueue(bytesMax: 100, framesMax: 3);
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
