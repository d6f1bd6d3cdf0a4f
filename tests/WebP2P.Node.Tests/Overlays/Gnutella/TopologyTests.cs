using WebP2P.Node.Control;
using WebP2P.Protocols.Overlays.Gnutella;

namespace WebP2P.Node.Tests.Overlays.Gnutella;

/// <summary>25 real nodes in one process, no index server.</summary>
public sealed class TopologyTests
{
    private const int Count = 25;
    private const int HopsMax = 6;

    /// <summary>Neighbours are those that the test links.</summary>
    private static readonly GnutellaOptions Fixed = new() { DialsHosts = false, SearchTimeoutMs = 6_000, SearchQuietMs = 6_000 };

    public static TheoryData<string> Topologies => ["line", "ring", "random graph"];

    [Theory]
    [MemberData(nameof(Topologies))]
    public async Task Files_one_to_six_hops_away_are_found_with_exactly_the_ttl_that_they_need_and_copied(string topology)
    {
        using var temp = new TempFolder();
        await using var network = new RealNetwork(temp);
        var links = Links(topology);
        await network.StartAsync(Count, links, Fixed);
        var origin = network.Nodes[0];
        var hops = Hops(links);
        var targets = Enumerable.Range(1, HopsMax).Where(distance => hops.Contains(distance)).Select(distance => (Hops: distance, Node: Array.LastIndexOf(hops, distance))).ToList();
        Assert.True(targets.Count >= (topology == "random graph" ? 3 : HopsMax));

        var tooNear = targets.Where(target => target.Hops > 1).Select(target => origin.SearchAsync(RealNetwork.Words(target.Node), new GnutellaWish(SearchWay.Flood, target.Hops - 1)));
        foreach (var (view, results) in await Task.WhenAll(tooNear))
        {
            Assert.Empty(results);
            Assert.Equal(SearchOverlayState.Answered, view.Overlays[0].State);
        }
        List<(SearchView View, SearchResult Result, int Node)> found = [];
        foreach (var target in targets)
        {
            // Where there are several ways, a copy that came the longer one first may have used up the hops: then another query finds it.
            SearchView view = null!;
            IReadOnlyList<SearchResult> results = [];
            await RealNode.UntilAsync(async () =>
            {
                (view, results) = await origin.SearchAsync(RealNetwork.Words(target.Node), new GnutellaWish(SearchWay.Flood, target.Hops), some => some.Count > 0);
                return results.Count > 0;
            });
            var result = Assert.Single(results);
            Assert.Equal(target.Hops, result.FoundBy[0].Hops);
            found.Add((view, result, target.Node));
        }
        // A source that bytes come from is a neighbour from then on, so copies come last.
        foreach (var (view, result, node) in found) Assert.Equal(RealNetwork.File(node), await origin.DownloadAsync(view, result));
    }

    [Fact]
    public async Task When_neighbours_are_killed_the_rest_heals_and_finds_on()
    {
        using var temp = new TempFolder();
        await using var network = new RealNetwork(temp);
        var dice = new Random(5);
        var links = Enumerable.Range(1, Count - 1).Select(node => (node, dice.Next(node))).ToList();
        await network.StartAsync(Count, links, new GnutellaOptions { NeighboursWanted = 4, UpkeepMs = 500, PingMs = 2_000, SearchTimeoutMs = 6_000, SearchQuietMs = 6_000 });
        await Task.WhenAll(network.Nodes.Select(node => node.HasNeighboursAsync(3)));

        var origin = network.Nodes[0];
        var around = (await origin.FiguresAsync()).Neighbours.Select(neighbour => neighbour.Node).ToHashSet();
        var killed = network.Nodes.Where(node => around.Contains(node.Id)).ToList();
        Assert.True(killed.Count >= 3);
        await Task.WhenAll(killed.Select(node => node.KillAsync()));

        var dead = killed.Select(node => node.Id).ToHashSet();
        await RealNode.UntilAsync(async () => (await origin.FiguresAsync()).Neighbours.Count(neighbour => !dead.Contains(neighbour.Node)) >= 3);
        foreach (var far in network.Nodes.Select((node, number) => (node, number)).Where(pair => pair.number > 0 && !dead.Contains(pair.node.Id)).TakeLast(3))
        {
            IReadOnlyList<SearchResult> found = [];
            SearchView? view = null;
            await RealNode.UntilAsync(async () =>
            {
                (view, found) = await origin.SearchAsync(RealNetwork.Words(far.number), new GnutellaWish(SearchWay.Flood, 7), results => results.Count > 0);
                return found.Count > 0;
            });
            Assert.Equal(RealNetwork.File(far.number), await origin.DownloadAsync(view!, Assert.Single(found)));
        }
    }

    private static List<(int From, int To)> Links(string topology)
    {
        var line = Enumerable.Range(0, Count - 1).Select(node => (node, node + 1)).ToList();
        if (topology == "line") return line;
        if (topology == "ring") return [.. line, (Count - 1, 0)];
        var dice = new Random(11);
        var links = Enumerable.Range(1, Count - 1).Select(node => (dice.Next(Math.Max(0, node - 5), node), node)).ToHashSet();
        while (links.Count < Count + 5)
        {
            var (one, other) = (dice.Next(Count), dice.Next(Count));
            if (one < other) links.Add((one, other));
        }
        return [.. links];
    }

    /// <summary>Of every node from the first, by the shortest way.</summary>
    private static int[] Hops(IReadOnlyList<(int From, int To)> links)
    {
        var hops = Enumerable.Repeat(-1, Count).ToArray();
        hops[0] = 0;
        for (var distance = 0; hops.Contains(distance); distance++)
        {
            foreach (var (from, to) in links)
            {
                if (hops[from] == distance && hops[to] < 0) hops[to] = distance + 1;
                if (hops[to] == distance && hops[from] < 0) hops[from] = distance + 1;
            }
        }
        return hops;
    }
}
