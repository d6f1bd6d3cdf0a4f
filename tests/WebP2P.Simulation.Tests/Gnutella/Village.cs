using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Overlays.Gnutella;
using WebP2P.Protocols.Search;
using WebP2P.Simulation.Gnutella;
using WebP2P.Simulation.Tests.Napster;

namespace WebP2P.Simulation.Tests.Gnutella;

/// <summary>Nodes that found each other by their own bootstrap: each shares one file of its own.</summary>
internal sealed class Village
{
    private int addresses;

    private Village(SimulationOptions options, GnutellaOptions machine) => Gnutella = new GnutellaNetwork(options, machine);

    public GnutellaNetwork Gnutella { get; }

    public SimulatedNetwork Network => Gnutella.Network;

    public List<SimulatedNode> Nodes { get; } = [];

    public IEnumerable<SimulatedNode> Up => Nodes.Where(node => node.IsUp);

    /// <summary>Grows, and lets it come to rest for two minutes.</summary>
    public static Village Grow(int nodes, SimulationOptions options, GnutellaOptions? machine = null)
    {
        var village = new Village(options, machine ?? new GnutellaOptions());
        for (var number = 0; number < nodes; number++)
        {
            village.Join(number < 3 ? village.Nodes : village.Some(3));
            village.Network.RunFor(200);
        }
        village.Network.RunFor(120_000);
        return village;
    }

    /// <summary>A new node that knows where these were.</summary>
    public SimulatedNode Join(IEnumerable<SimulatedNode> hosts, Func<HostedMachine>? beside = null)
    {
        var entry = Town.File($"tune {Network.Nodes.Count}.mp3", Network.Nodes.Count);
        var node = Gnutella.Add($"villager {Network.Nodes.Count}", new FixedFiles([new FoundFile(entry.Content, entry.Name, 0, Complete: true)]), beside);
        Gnutella.Bootstrap(node, [.. hosts]);
        Nodes.Add(node);
        return node;
    }

    /// <summary>Nodes that are up, drawn.</summary>
    public IReadOnlyList<SimulatedNode> Some(int count)
    {
        var up = Up.ToList();
        HashSet<SimulatedNode> drawn = [];
        while (drawn.Count < Math.Min(count, up.Count)) drawn.Add(up[Network.Dice.Below(up.Count)]);
        return [.. drawn];
    }

    public void Restart(SimulatedNode node)
    {
        addresses++;
        Network.Start(node, new PeerAddress($"11.{addresses & 255}.{addresses >> 8}.1", 6699));
        Gnutella.Bootstrap(node, Some(3).Where(host => host != node));
    }

    public int NeighboursOf(SimulatedNode node) => GnutellaNetwork.MachineOf(node).Figures(Network.NowMs).Neighbours.Count;

    /// <summary>Asks for the file of another node; true when it was found there.</summary>
    public bool Finds(SimulatedNode asker, SimulatedNode holder, SearchWay way = SearchWay.Flood, int ttl = 7)
    {
        Assert.True(Query.TryParse($"tune {holder.Number}", out var query, out _));
        var search = Gnutella.Search(asker, query!, way, ttl);
        Network.RunUntil(() => GnutellaNetwork.EndOf(asker, search) is not null, 60_000);
        return GnutellaNetwork.HitsOf(asker, search).Any(hit => hit.Sources.Any(source => source.Node == holder.Id));
    }

    /// <summary>Of so many drawn pairs, how many find.</summary>
    public double SuccessRate(int searches, SearchWay way = SearchWay.Flood, int ttl = 7)
    {
        var found = 0;
        for (var search = 0; search < searches; search++)
        {
            var pair = Some(2);
            if (Finds(pair[0], pair[1], way, ttl)) found++;
        }
        return found / (double)searches;
    }

    /// <summary>Parts of those who are up that no path of neighbours connects.</summary>
    public int Components()
    {
        var left = Up.ToDictionary(node => node.Id);
        var components = 0;
        while (left.Count > 0)
        {
            components++;
            var open = new Queue<SimulatedNode>();
            open.Enqueue(left.Values.First());
            left.Remove(open.Peek().Id);
            while (open.TryDequeue(out var node))
            {
                foreach (var neighbour in GnutellaNetwork.MachineOf(node).Figures(Network.NowMs).Neighbours)
                {
                    if (left.Remove(neighbour.Node, out var next)) open.Enqueue(next);
                }
            }
        }
        return components;
    }
}
