using WebP2P.Node.Control;
using WebP2P.Protocols.Overlays.Gnutella;

namespace WebP2P.Node.Tests.Overlays.Gnutella;

public sealed class IndexHostsTests
{
    [Fact]
    public async Task Nodes_that_know_only_an_index_server_become_neighbours_of_each_other_and_go_on_without_it()
    {
        using var temp = new TempFolder();
        var index = await RealNode.StartAsync(temp["index"], options => options with { Overlays = ["napster"], FindsLocally = false });
        NodeOptions Joins(NodeOptions options) => options with { Overlays = ["napster", "gnutella"], FindsLocally = false, IndexServer = index.Address };
        await using var alice = await RealNode.StartAsync(temp["alice"], Joins, null, ("blue.txt", RealNode.Bytes(2, 1_000)));
        await using var bob = await RealNode.StartAsync(temp["bob"], Joins);
        await alice.OffersAsync(1);
        await RealNode.UntilAsync(async () => (await bob.FiguresAsync()).Neighbours.Any(neighbour => neighbour.Node == alice.Id));
        Assert.DoesNotContain((await bob.FiguresAsync()).Neighbours, neighbour => neighbour.Node == index.Id);
        await index.KillAsync();

        var (_, results) = await bob.SearchAsync("blue", new GnutellaWish(SearchWay.Flood, 1), found => found.Count > 0);
        Assert.Equal("blue.txt", Assert.Single(results).Name);
    }
}
