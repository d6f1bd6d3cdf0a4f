using WebP2P.Node.Control;
using WebP2P.Protocols.Overlays;
using WebP2P.Protocols.Overlays.Napster;

namespace WebP2P.Node.Tests.Links;

public sealed class PeersTests
{
    [Fact]
    public async Task An_added_peer_is_listed_with_what_its_link_says_and_told_as_an_event()
    {
        await using var alice = await LinkNode.StartAsync();
        await using var bob = await LinkNode.StartAsync(options => options with { Name = "Bob" });
        var told = new TaskCompletionSource<PeersChanged>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var subscription = alice.Get<NodeFeed>().Subscribe(entry =>
        {
            if (entry.Event is PeersChanged { Peers.Count: 1 } changed) told.TrySetResult(changed);
        });
        Assert.NotNull(alice.Get<IPeers>().Add($"{bob.Address}/{bob.Id}").Value);
        Assert.Equal(bob.Id, (await told.Task.WaitAsync(TimeSpan.FromSeconds(60))).Peers[0].NodeId);
        await Poll.UntilAsync(() => alice.Get<IPeers>().Find(bob.Id)?.RttMs is not null);
        var peer = Assert.Single(alice.Get<IPeers>().List());
        Assert.Equal(("Bob", bob.Address.ToString(), true, true), (peer.Name, peer.Address, peer.Linked, peer.Dialled));
        Assert.StartsWith("WebP2P/", peer.Agent);
        Assert.Contains("test/1", peer.Capabilities);
        Assert.True(peer.BytesIn > 0 && peer.BytesOut > 0);
        Assert.True(alice.Get<IPeers>().Remove(bob.Id));
        await bob.User.WaitAsync($"unlinked {alice.Id.ShortText}: the other side closed: the owner closed the link");
        await Poll.UntilAsync(() => alice.Get<IPeers>().Find(bob.Id) is { Linked: false });
        Assert.False(alice.Get<IPeers>().Remove(bob.Id));
    }

    [Theory]
    [InlineData("")]
    [InlineData("no port")]
    [InlineData("127.0.0.1:0")]
    [InlineData("127.0.0.1:6699/abc")]
    public async Task What_is_no_address_is_refused(string text)
    {
        await using var node = await LinkNode.StartAsync();
        Assert.Equal("invalid-address", node.Get<IPeers>().Add(text).Refusal?.Code);
    }

    [Fact]
    public async Task The_own_address_is_refused()
    {
        await using var node = await LinkNode.StartAsync();
        Assert.Equal("own-address", node.Get<IPeers>().Add(node.Address.ToString()).Refusal?.Code);
    }

    [Fact]
    public async Task The_link_shows_who_holds_it()
    {
        await using var alice = await LinkNode.StartAsync();
        await using var bob = await LinkNode.StartAsync();
        var napster = new RecordingUser("napster") { ReadsType = _ => false };
        alice.Hub.Attach(napster);
        alice.Hub.Dial(napster, bob.Address, bob.Id);
        await napster.WaitAsync($"linked {bob.Id.ShortText}");
        Assert.Equal([OverlayKind.Napster], alice.Get<IPeers>().Find(bob.Id)!.HeldBy);
        alice.Hub.Send(bob.Id, default, new IndexSearch("x", 1));
        await bob.User.WaitAsync($"received {alice.Id.ShortText} IndexSearch");
    }
}
