using WebP2P.Node.Links;
using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Overlays;
using WebP2P.Protocols.Overlays.Napster;

namespace WebP2P.Node.Tests.Links;

public sealed class LinkTests
{
    private static readonly LinkOptions Quick = new() { PingLanMs = 50, UnheldMs = 100 };

    /// <summary>A machine that stands still for a moment is not taken for a dead connection.</summary>
    private static readonly LinkOptions Patient = new() { PingLanMs = 60_000, UnheldMs = 100 };

    [Fact]
    public async Task Two_nodes_link_and_exchange_messages_both_ways()
    {
        await using var alice = await LinkNode.StartAsync();
        await using var bob = await LinkNode.StartAsync();
        await alice.LinkAsync(bob);
        Assert.Equal($"dialled {bob.Id.ShortText}", alice.User.Lines[0]);

        Assert.True(alice.Hub.Send(bob.Id, new Header(new MessageId(7)), new IndexSearch("harry potter", 10)));
        await bob.User.WaitAsync($"received {alice.Id.ShortText} IndexSearch");
        Assert.Contains(new IndexSearch("harry potter", 10), bob.User.Messages);

        Assert.True(bob.Hub.Send(alice.Id, new Header(new MessageId(7)), new RegisterCommitted(1, 2)));
        await alice.User.WaitAsync($"received {bob.Id.ShortText} RegisterCommitted");
        Assert.Contains(new RegisterCommitted(1, 2), alice.User.Messages);
    }

    [Fact]
    public async Task The_own_id_is_a_peer_whose_messages_come_back_later_and_in_order()
    {
        await using var node = await LinkNode.StartAsync();
        Assert.False(node.Hub.Send(node.Id, default, new IndexSearch("early", 1)));
        node.Hub.Dial(node.User, null, node.Id);
        var isSending = false;
        node.User.OnReceived = (peer, _, message) =>
        {
            Assert.False(isSending);
            if (message is not IndexSearch { ContentsMax: 1 }) return;
            isSending = true;
            node.Hub.Send(peer, default, new IndexSearch("second", 2));
            isSending = false;
        };
        node.Hub.Send(node.Id, default, new IndexSearch("first", 1));
        await node.User.WaitAsync(lines => lines.Count(line => line.EndsWith("IndexSearch", StringComparison.Ordinal)) == 2, "both messages");
        Assert.Equal([$"dialled {node.Id.ShortText}", $"linked {node.Id.ShortText}"], node.User.Lines.Take(2));
        Assert.Equal(["first", "second"], node.User.Messages.OfType<IndexSearch>().Select(search => search.Query));
    }

    [Fact]
    public async Task Dialling_the_own_address_fails_with_the_reason()
    {
        await using var node = await LinkNode.StartAsync();
        node.Hub.Dial(node.User, node.Address, null);
        await node.User.WaitAsync("failed: that is this node itself");
    }

    [Fact]
    public async Task An_existing_link_answers_a_second_dial_without_a_second_connection()
    {
        await using var alice = await LinkNode.StartAsync();
        await using var bob = await LinkNode.StartAsync();
        await alice.LinkAsync(bob);
        alice.Hub.Dial(alice.User, bob.Address, bob.Id);
        await alice.User.WaitAsync(lines => lines.Count(line => line.StartsWith("linked", StringComparison.Ordinal)) == 2, "linked twice");
        Assert.Single(bob.User.Lines, line => line.StartsWith("linked", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_link_that_neither_side_holds_closes()
    {
        await using var alice = await LinkNode.StartAsync(limits: Quick);
        await using var bob = await LinkNode.StartAsync(limits: Quick);
        await alice.LinkAsync(bob);
        alice.Hub.Release(alice.User, bob.Id, "done");
        await alice.User.WaitAsync($"unlinked {bob.Id.ShortText}");
        await bob.User.WaitAsync($"unlinked {alice.Id.ShortText}");
    }

    [Fact]
    public async Task A_link_that_the_other_side_holds_stays()
    {
        await using var alice = await LinkNode.StartAsync(limits: Patient);
        await using var bob = await LinkNode.StartAsync(limits: Patient);
        await alice.LinkAsync(bob);
        bob.Hub.Dial(bob.User, null, alice.Id);
        await bob.User.WaitAsync($"dialled {alice.Id.ShortText}");
        // Before it was told that the other side holds the link, it may close one that it does not hold itself.
        await Poll.UntilAsync(() => alice.Hub.Find(bob.Id)!.Wire.IsHeldByPeer);
        alice.Hub.Release(alice.User, bob.Id, "done");

        // Ten times as long as an unheld link lives.
        var released = DateTimeOffset.UtcNow;
        await Poll.UntilAsync(() => released.AddMilliseconds(10 * Patient.UnheldMs) < DateTimeOffset.UtcNow);
        Assert.True(alice.Hub.IsLinked(bob.Id));
        Assert.True(bob.Hub.IsLinked(alice.Id));
    }

    [Fact]
    public async Task A_dead_connection_is_noticed_by_missed_pings()
    {
        await using var alice = await LinkNode.StartAsync();
        await using var bob = await LinkNode.StartAsync();
        await using var proxy = new TcpProxy(bob.Plane.EndPoint!);
        alice.Hub.Dial(alice.User, PeerAddress.From(proxy.EndPoint), null);
        await bob.User.WaitAsync($"linked {alice.Id.ShortText}");
        await Poll.UntilAsync(() => alice.Hub.Find(bob.Id)?.Wire.Pulse.RttMs is not null);
        proxy.Freeze();
        await alice.User.WaitAsync($"unlinked {bob.Id.ShortText}: no answer to 3 pings");
        await bob.User.WaitAsync($"unlinked {alice.Id.ShortText}");
    }

    [Fact]
    public async Task A_cut_connection_ends_the_link_at_once()
    {
        await using var alice = await LinkNode.StartAsync();
        await using var bob = await LinkNode.StartAsync();
        await using var proxy = new TcpProxy(bob.Plane.EndPoint!);
        alice.Hub.Dial(alice.User, PeerAddress.From(proxy.EndPoint), null);
        await Task.WhenAll(alice.User.WaitAsync($"linked {bob.Id.ShortText}"), bob.User.WaitAsync($"linked {alice.Id.ShortText}"));
        proxy.Cut();
        await alice.User.WaitAsync($"unlinked {bob.Id.ShortText}");
        await bob.User.WaitAsync($"unlinked {alice.Id.ShortText}");
        Assert.False(alice.Hub.Send(bob.Id, default, new IndexSearch("gone", 1)));
    }

    [Fact]
    public async Task A_failing_user_does_not_end_the_link()
    {
        await using var alice = await LinkNode.StartAsync();
        await using var bob = await LinkNode.StartAsync();
        await alice.LinkAsync(bob);
        bob.User.OnReceived = (_, _, message) => throw new InvalidOperationException("a bug of the user");
        alice.Hub.Send(bob.Id, default, new IndexSearch("one", 1));
        alice.Hub.Send(bob.Id, default, new IndexSearch("two", 1));
        await bob.User.WaitAsync(lines => lines.Count(line => line.EndsWith("IndexSearch", StringComparison.Ordinal)) == 2, "both messages");
        Assert.True(bob.Hub.IsLinked(alice.Id));
    }

    [Fact]
    public async Task Garbage_in_a_frame_is_counted_and_the_link_stays_but_broken_framing_ends_it()
    {
        await using var node = await LinkNode.StartAsync();
        using var stranger = new RawPeer();
        await stranger.ConnectAsync(node);
        await stranger.SendAsync(RawPeer.Hello());
        await node.User.WaitAsync($"linked {stranger.Id.ShortText}");
        var broken = RawPeer.Frame(new IndexSearch("harry", 3));
        broken[^1] ^= 0xff;
        broken[25] = 0xff;
        await stranger.SendAsync([.. broken, .. RawPeer.Frame(new IndexSearch("potter", 3))]);
        await node.User.WaitAsync($"received {stranger.Id.ShortText} IndexSearch");
        Assert.Equal(1, node.Drops[DropReason.Malformed]);
        Assert.Equal("potter", node.User.Messages.OfType<IndexSearch>().Single().Query);

        await stranger.SendAsync([1, 2, 3]);
        await node.User.WaitAsync($"unlinked {stranger.Id.ShortText}");
        Assert.Equal(2, node.Drops[DropReason.Malformed]);
    }

    [Fact]
    public async Task A_message_that_nobody_reads_is_counted()
    {
        await using var alice = await LinkNode.StartAsync();
        await using var bob = await LinkNode.StartAsync();
        await alice.LinkAsync(bob);
        bob.User.ReadsType = type => type == MessageType.RegisterCommitted;
        alice.Hub.Send(bob.Id, default, new IndexSearch("unread", 1));
        alice.Hub.Send(bob.Id, default, new RegisterCommitted(1, 1));
        await bob.User.WaitAsync($"received {alice.Id.ShortText} RegisterCommitted");
        Assert.Equal(1, bob.Drops[DropReason.Unexpected]);
    }

    [Fact]
    public async Task More_links_than_the_limit_are_refused_with_the_reason()
    {
        await using var full = await LinkNode.StartAsync(limits: new LinkOptions { LinksMax = 1 });
        await using var first = await LinkNode.StartAsync();
        await using var second = await LinkNode.StartAsync();
        await first.LinkAsync(full);
        full.Hub.Dial(full.User, second.Address, null);
        await full.User.WaitAsync("failed: this node takes no more links");
        Assert.Equal(1, full.Drops[DropReason.LimitReached]);
        Assert.True(full.Hub.IsLinked(first.Id));
    }

    [Fact]
    public async Task Of_two_links_dialled_at_once_one_stays_on_both_sides_and_nothing_is_lost()
    {
        const int Messages = 1_000;
        for (var round = 0; round < 24; round++)
        {
            await using var alice = await LinkNode.StartAsync();
            await using var bob = await LinkNode.StartAsync();
            alice.Hub.Dial(alice.User, bob.Address, bob.Id);
            if (round % 3 != 0) await Poll.SpinAsync(round);
            bob.Hub.Dial(bob.User, alice.Address, alice.Id);
            await Task.WhenAll(alice.User.WaitAsync($"dialled {bob.Id.ShortText}"), bob.User.WaitAsync($"dialled {alice.Id.ShortText}"));
            for (var number = 0; number < Messages; number++)
            {
                alice.Hub.Send(bob.Id, default, new IndexSearch("from alice", number + 1));
                bob.Hub.Send(alice.Id, default, new IndexSearch("from bob", number + 1));
            }

            await Task.WhenAll(
                alice.User.WaitAsync(lines => lines.Count(line => line.EndsWith("IndexSearch", StringComparison.Ordinal)) == Messages, $"all messages in round {round}"),
                bob.User.WaitAsync(lines => lines.Count(line => line.EndsWith("IndexSearch", StringComparison.Ordinal)) == Messages, $"all messages in round {round}"));
            Assert.DoesNotContain(alice.User.Lines.Concat(bob.User.Lines), line => line.StartsWith("unlinked", StringComparison.Ordinal));
            await Poll.UntilAsync(() => alice.Hub.Find(bob.Id)!.Wire.IsDialled != bob.Hub.Find(alice.Id)!.Wire.IsDialled);
        }
    }
}
