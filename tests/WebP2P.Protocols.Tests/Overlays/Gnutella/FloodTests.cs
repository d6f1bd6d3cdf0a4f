using WebP2P.Protocols.Overlays;
using WebP2P.Protocols.Overlays.Gnutella;
using WebP2P.Simulation;

namespace WebP2P.Protocols.Tests.Overlays.Gnutella;

public sealed class FloodTests
{
    private static readonly GnutellaOptions Quiet = new() { PingMs = 0 };

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(6)]
    public void A_file_is_found_by_exactly_the_ttl_that_its_distance_needs(int hops)
    {
        var village = new Village(new SimulationOptions(), Quiet);
        var nodes = village.Line(8);
        village.Share(nodes[hops], "stone.mp3");
        var tooShort = hops == 1 ? Guid.Empty : village.Search(nodes[0], "stone", ttl: hops - 1);
        var enough = village.Search(nodes[0], "stone", ttl: hops);
        village.Network.RunFor(20_000);
        Assert.Empty(Village.HitsOf(nodes[0], tooShort));
        var found = Assert.Single(Village.HitsOf(nodes[0], enough));
        Assert.Equal(hops, found.Hops);
        Assert.Equal(nodes[hops].Id, Assert.Single(found.Hits[0].Sources).Node);
        Assert.True(Village.EndOf(nodes[0], enough).Complete);
    }

    [Fact]
    public void Ttl_and_hops_together_stay_the_same_on_the_way()
    {
        var village = new Village(new SimulationOptions(), Quiet with { Traces = true });
        var nodes = village.Line(8);
        village.Search(nodes[0], "stone", ttl: 7);
        village.Network.RunFor(20_000);
        var steps = nodes.SelectMany(node => node.Notices.OfType<QueryStep>()).Where(step => step.Kind is QueryStepKind.Sent or QueryStepKind.Relayed).ToList();
        Assert.Equal([7, 6, 5, 4, 3, 2, 1], steps.Select(step => step.Ttl));
        Assert.All(steps, step => Assert.Equal(7, step.Ttl + step.Hops));
    }

    [Fact]
    public void A_query_seen_twice_is_forwarded_once_and_answered_once()
    {
        var village = new Village(new SimulationOptions(), Quiet);
        var ring = village.Linked([.. Enumerable.Range(0, 4).Select(number => village.Add($"n{number}"))]);
        village.Network.Connect(ring[3], ring[0]);
        village.Share(ring[2], "stone.mp3");
        var search = village.Search(ring[0], "stone", ttl: 7);
        village.Network.RunFor(20_000);
        Assert.Single(Village.HitsOf(ring[0], search));
        // Two ways round: what meets behind the holder is dropped on both sides of one link.
        Assert.Equal(5, village.Network.Metrics.Messages[MessageType.GnutellaQuery]);
        Assert.Equal(2, village.Network.Metrics.Drops[DropReason.Duplicate]);
    }
}
