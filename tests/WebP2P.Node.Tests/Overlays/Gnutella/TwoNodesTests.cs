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
        await using var bob = await RealNode.StartAsync(temp["bob"], options => options with { Bootstrap = [alice.Address] });
        await alice.OffersAsync(1);
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
    public async Task Switched_off_it_leaves_and_finds_nothing_and_on_again_it_finds()
    {
        using var temp = new TempFolder();
        await using var alice = await RealNode.StartAsync(temp["alice"], null, null, ("blue.txt", RealNode.Bytes(2, 1_000)));
        await using var bob = await RealNode.StartAsync(temp["bob"], options => options with { Bootstrap = [alice.Address] });
        await alice.OffersAsync(1);
        await bob.HasNeighboursAsync(1);

        var off = await bob.Get<INodeStatus>().EnableAsync(OverlayKind.Gnutella, false, TestContext.Current.CancellationToken);
        Assert.False(off.Value!.Enabled);
        await RealNode.UntilAsync(async () => (await alice.FiguresAsync()).Neighbours.Count == 0);
        Assert.Equal("no-overlay", bob.Searches.Start(new SearchStart("blue")).Refusal!.Code);
        Assert.Equal(OverlayState.Off, bob.Get<INodeStatus>().Overlay(OverlayKind.Gnutella)!.State);

        await bob.Get<INodeStatus>().EnableAsync(OverlayKind.Gnutella, true, TestContext.Current.CancellationToken);
        await bob.HasNeighboursAsync(1);
        Assert.Single((await bob.SearchAsync("blue", isEnough: found => found.Count > 0)).Results);
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
