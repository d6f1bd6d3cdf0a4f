using WebP2P.Node.Control;
using WebP2P.Protocols.Overlays;
using WebP2P.Protocols.Overlays.Gnutella;
using WebP2P.Protocols.Overlays.Napster;

namespace WebP2P.Node.Tests.Overlays.Gnutella;

public sealed class TwoNodesTests
{
    [Fact]
    public async Task Without_an_index_server_a_node_finds_the_file_of_another_by_words_and_copies_it()
    {
        using var temp = new TempFolder();
        var song = RealNode.Bytes(1, 700_000);
        await using var alice = await RealNode.StartAsync(temp["alice"], null, null, ("Harry Potter, read aloud.ogg", song));
        await alice.OffersAsync(1);
        await using var bob = await RealNode.StartAsync(temp["bob"], options => options with { Bootstrap = [alice.Address] });
        await bob.HasNeighboursAsync(1);

        var (view, results) = await bob.SearchAsync("harry potter", isEnough: found => found.Count > 0);
        var result = Assert.Single(results);
        Assert.Equal("Harry Potter, read aloud.ogg", result.Name);
        Assert.Equal([OverlayKind.Gnutella], result.FoundBy.Select(found => found.Overlay));
        Assert.Equal(1, result.FoundBy[0].Hops);
        Assert.NotNull(Assert.Single(view.Overlays).Travel);
        Assert.Equal(song, await bob.DownloadAsync(view, result));
    }

    [Fact]
    public async Task Every_overlay_that_uses_a_link_is_listed_on_both_sides_of_it()
    {
        using var temp = new TempFolder();
        await using var alice = await RealNode.StartAsync(temp["alice"], options => options with { Overlays = ["napster", "gnutella"] });
        await using var bob = await RealNode.StartAsync(temp["bob"], options => options with { Overlays = ["napster", "gnutella"], Bootstrap = [alice.Address], IndexServer = alice.Address });
        await RealNode.UntilAsync(() => Task.FromResult(Uses(alice, bob) == "Napster Gnutella" && Uses(bob, alice) == "Napster Gnutella"));
        Assert.NotEqual(alice.Get<IPeers>().Find(bob.Id)!.Dialled, bob.Get<IPeers>().Find(alice.Id)!.Dialled);

        await alice.Get<INodeStatus>().EnableAsync(OverlayKind.Gnutella, false, TestContext.Current.CancellationToken);
        await RealNode.UntilAsync(() => Task.FromResult(Uses(alice, bob) == "Napster" && Uses(bob, alice) == "Napster"));
        Assert.Contains(alice.Get<IPeers>().List(), peer => peer.NodeId == bob.Id && peer.HeldBy.Contains(OverlayKind.Napster));

        static string Uses(RealNode node, RealNode other) => node.Get<IPeers>().Find(other.Id) is { } peer ? string.Join(' ', peer.HeldBy.Order()) : "";
    }

    [Fact]
    public async Task Switched_off_it_leaves_and_finds_nothing_and_on_again_it_finds()
    {
        using var temp = new TempFolder();
        await using var alice = await RealNode.StartAsync(temp["alice"], null, null, ("blue.txt", RealNode.Bytes(2, 1_000)));
        await alice.OffersAsync(1);
        await using var bob = await RealNode.StartAsync(temp["bob"], options => options with { Bootstrap = [alice.Address] });
        await bob.HasNeighboursAsync(1);

        var off = await bob.Get<INodeStatus>().EnableAsync(OverlayKind.Gnutella, false, TestContext.Current.CancellationToken);
        Assert.False(off.Value!.Enabled);
        await RealNode.UntilAsync(async () => (await alice.FiguresAsync()).Neighbours.Count == 0);
        Assert.Equal("no-overlay", bob.Searches.Start(new SearchStart("blue")).Refusal!.Code);
        Assert.Equal(OverlayState.Off, bob.Get<INodeStatus>().Overlay(OverlayKind.Gnutella)!.State);

        await bob.Get<INodeStatus>().EnableAsync(OverlayKind.Gnutella, true, TestContext.Current.CancellationToken);
        await bob.HasNeighboursAsync(1);
        await RealNode.UntilAsync(async () => (await bob.SearchAsync("blue", isEnough: found => found.Count > 0)).Results.Count == 1);
    }

    [Fact]
    public async Task What_the_owner_switched_off_stays_off_unless_the_node_is_started_with_a_list()
    {
        using var temp = new TempFolder();
        await using (var first = await RealNode.StartAsync(temp["alice"], options => options with { Overlays = [] }))
        {
            Assert.All(first.Get<INodeStatus>().Node.Overlays, overlay => Assert.True(overlay.Enabled));
            await first.Get<INodeStatus>().EnableAsync(OverlayKind.Napster, false, TestContext.Current.CancellationToken);
            Assert.Equal(RefusalKind.NotFound, (await first.Get<INodeStatus>().EnableAsync(OverlayKind.Dht, true, TestContext.Current.CancellationToken)).Refusal!.Kind);
        }
        await using (var second = await RealNode.StartAsync(temp["alice"], options => options with { Overlays = [] }))
        {
            Assert.Equal([OverlayKind.Gnutella], second.Get<INodeStatus>().Node.Overlays.Where(overlay => overlay.Enabled).Select(overlay => overlay.Name));
        }
        await using var third = await RealNode.StartAsync(temp["alice"], options => options with { Overlays = ["napster"] });
        Assert.Equal([OverlayKind.Napster], third.Get<INodeStatus>().Node.Overlays.Where(overlay => overlay.Enabled).Select(overlay => overlay.Name));
    }

    [Fact]
    public async Task Nobody_is_waited_for_while_no_host_is_known()
    {
        using var temp = new TempFolder();
        await using var alice = await RealNode.StartAsync(temp["alice"]);
        var view = alice.Searches.Find(alice.Searches.Start(new SearchStart("blue")).Value!.Id)!;
        Assert.Equal(SearchOverlayState.Failed, Assert.Single(view.Overlays).State);
        Assert.Contains("--bootstrap", view.Overlays[0].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_trace_of_the_owners_query_says_who_was_asked_and_where_hits_came_from()
    {
        using var temp = new TempFolder();
        await using var alice = await RealNode.StartAsync(temp["alice"], null, null, ("blue.txt", RealNode.Bytes(2, 1_000)));
        await alice.OffersAsync(1);
        await using var bob = await RealNode.StartAsync(temp["bob"], options => options with { Bootstrap = [alice.Address] });
        await bob.HasNeighboursAsync(1);
        var (view, _) = await bob.SearchAsync("blue", new GnutellaWish(SearchWay.Flood, 2), found => found.Count > 0);
        await RealNode.UntilAsync(() => Task.FromResult(bob.Get<IGnutellaStatus>().Trace(view.Id)!.Steps.Count >= 2));
        var trace = bob.Get<IGnutellaStatus>().Trace(view.Id)!;
        Assert.Equal("blue", trace.Query);
        Assert.Contains(trace.Steps, step => step.Kind == QueryStepKind.Sent && step.To == alice.Id);
        Assert.Contains(trace.Steps, step => step.Kind == QueryStepKind.HitsCame && step.From == alice.Id);
        Assert.Equal(2, trace.Choice!.Ttl);
    }

    [Fact]
    public async Task The_hosts_of_the_last_run_are_neighbours_again_without_a_bootstrap_address()
    {
        using var temp = new TempFolder();
        await using var alice = await RealNode.StartAsync(temp["alice"]);
        await using (var first = await RealNode.StartAsync(temp["bob"], options => options with { Bootstrap = [alice.Address] }))
        {
            await first.HasNeighboursAsync(1);
        }
        await using var bob = await RealNode.StartAsync(temp["bob"]);
        await bob.HasNeighboursAsync(1);
        Assert.Equal(alice.Id, (await bob.FiguresAsync()).Neighbours[0].Node);
    }

    [Fact]
    public async Task The_way_that_the_owner_chose_is_taken_and_shown()
    {
        using var temp = new TempFolder();
        await using var alice = await RealNode.StartAsync(temp["alice"]);
        await using var bob = await RealNode.StartAsync(temp["bob"], options => options with { Bootstrap = [alice.Address] });
        await bob.HasNeighboursAsync(1);
        var (view, _) = await bob.SearchAsync("nothing", new GnutellaWish(SearchWay.Flood, 2));
        Assert.Equal((SearchWay.Flood, 2), (view.Overlays[0].Travel!.Way, view.Overlays[0].Travel!.Ttl));
        Assert.Equal(SearchOverlayState.Answered, view.Overlays[0].State);
    }
}
