using WebP2P.Protocols.Overlays.Gnutella;
using WebP2P.Simulation;

namespace WebP2P.Protocols.Tests.Overlays.Gnutella;

/// <summary>Honest nodes search while some flood.</summary>
public sealed class FloodedVillageTests
{
    private const int Honest = 30;

    [Theory]
    [InlineData(0, 0)]
    [InlineData(45, 0)]
    [InlineData(45, 2)]
    [InlineData(200, 0)]
    [InlineData(200, 1)]
    [InlineData(1_000, 0)]
    public void Honest_searches_succeed_while_neighbours_flood_whatever_they_say_of_the_hops(int queriesPerSecond, byte hops)
    {
        var village = new Village(new SimulationOptions { Seed = 5 }, new GnutellaOptions { PingMs = 0, DialsHosts = false, UsesRouteTables = false });
        var nodes = Ring(village);
        var flooders = queriesPerSecond == 0 ? [] : Enumerable.Range(0, 3).Select(number => AddFlooder(village, nodes, number, new FloodingPeer(queriesPerSecond, hops))).ToList();
        var dice = new Random(3);
        var searches = new List<(SimulatedNode Node, Guid Search)>();
        for (var step = 0; step < 120; step++)
        {
            var (asker, holder) = (dice.Next(Honest), dice.Next(Honest - 1));
            searches.Add((nodes[asker], village.Search(nodes[asker], $"stone{(asker + holder + 1) % Honest}", ttl: 7)));
            village.Network.RunFor(200);
        }

        village.Network.RunFor(11_000);
        var found = searches.Count(search => Village.HitsOf(search.Node, search.Search).Count > 0);
        Assert.True(found * 100 >= searches.Count * 95, $"{found} of {searches.Count}");
        if (queriesPerSecond >= 200) Assert.All(flooders, flooder => Assert.DoesNotContain(nodes, node => Village.MachineOf(node).Figures(0).Neighbours.Any(row => row.Node == flooder.Id)));
        if (queriesPerSecond == 45) Assert.All(flooders, flooder => Assert.Contains(nodes, node => Village.MachineOf(node).Figures(0).Neighbours.Any(row => row.Node == flooder.Id)));
    }

    /// <summary>Each node has the two beside it and the one seven further on for neighbours.</summary>
    private static List<SimulatedNode> Ring(Village village)
    {
        var nodes = Enumerable.Range(0, Honest).Select(number => village.Add($"n{number}", $"stone{number}.mp3")).ToList();
        for (var number = 0; number < Honest; number++)
        {
            village.Network.Connect(nodes[number], nodes[(number + 1) % Honest]);
            village.Network.Connect(nodes[number], nodes[(number + 7) % Honest]);
        }

        return nodes;
    }

    private static SimulatedNode AddFlooder(Village village, List<SimulatedNode> nodes, int number, FloodingPeer peer)
    {
        var flooder = village.Network.Add($"flooder {number}", _ => [new HostedMachine(peer, GnutellaMachine.Reads)]);
        flooder.Capabilities = ["gnutella/1"];
        village.Network.Connect(flooder, nodes[number * 10]);
        village.Network.Connect(flooder, nodes[number * 10 + 3]);
        return flooder;
    }
}
