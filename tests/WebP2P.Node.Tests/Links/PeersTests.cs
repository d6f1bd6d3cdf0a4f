using WebP2P.Node.Control;
using WebP2P.Node.Links;
using WebP2P.Protocols;
using WebP2P.Protocols.Content;
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
        Assert.Equal(bob.Id, (await told.Task.WaitAsync(TimeSpan.FromSeconds(30))).Peers[0].NodeId);
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
    public async Task A_peers_library_is_read_page_by_page_and_its_names_stay_labels()
    {
        await using var alice = await LinkNode.StartAsync();
        await using var bob = await LinkNode.StartAsync();
        bob.Files.Files.AddRange([File("../../etc/passwd", 1), File("<img onerror=alert(1)>.png", 2), File("Harry.txt", 3), File("empty", 0), File("bad\0name", 5)]);
        await alice.LinkAsync(bob);
        await Poll.UntilAsync(() => alice.Get<IPeerDirectory>().Find(bob.Id) is not null);
        var names = new List<string>();
        var request = new PageRequest(null, 2);
        do
        {
            var page = await alice.Get<IPeers>().LibraryAsync(bob.Id, null, request, CancellationToken.None);
            Assert.Null(page.Refusal);
            Assert.True(page.Value!.Items.Count <= 2);
            names.AddRange(page.Value.Items.Select(file => file.Name));
            request = request with { Cursor = page.Value.NextCursor };
        }
        while (request.Cursor is not null);

        Assert.Equal(bob.Files.Files.Select(file => file.Name), names);
        var found = await alice.Get<IPeers>().LibraryAsync(bob.Id, "Harry", new PageRequest(null), CancellationToken.None);
        Assert.Equal(ContentKind.Text, Assert.Single(found.Value!.Items).Kind);
    }

    [Fact]
    public async Task The_library_of_an_unknown_or_absent_peer_is_an_answer_not_an_exception()
    {
        await using var alice = await LinkNode.StartAsync();
        await using var bob = await LinkNode.StartAsync();
        Assert.Equal(RefusalKind.NotFound, (await alice.Get<IPeers>().LibraryAsync(bob.Id, null, new PageRequest(null), CancellationToken.None)).Refusal?.Kind);
        await alice.LinkAsync(bob);
        await Poll.UntilAsync(() => alice.Get<IPeerDirectory>().Find(bob.Id) is not null);
        await bob.Plane.StopAsync(CancellationToken.None);
        Assert.Equal(RefusalKind.Unavailable, (await alice.Get<IPeers>().LibraryAsync(bob.Id, null, new PageRequest(null), CancellationToken.None)).Refusal?.Kind);
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

    private static LibraryFile File(string name, long size) =>
        new(new ContentHash(new Bytes32([.. new byte[31], (byte)size])), size, name, $"share/{name}", ContentKind.Other, DateTimeOffset.UnixEpoch, Guid.Empty);
}
