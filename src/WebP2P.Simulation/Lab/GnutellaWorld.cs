using WebP2P.Protocols.Overlays;
using WebP2P.Protocols.Overlays.Gnutella;
using WebP2P.Protocols.Search;
using WebP2P.Simulation.Gnutella;
using WebP2P.Simulation.Topologies;

namespace WebP2P.Simulation.Lab;

/// <summary>Nodes that flood: linked as a topology says, or grown by their own bootstrap.</summary>
internal sealed class GnutellaWorld : ILabWorld
{
    /// <summary>Nodes that a new one of a grown network is told of.</summary>
    private const int BootstrapHosts = 3;

    /// <summary>More than a query and its hit travel, there and back.</summary>
    private const long LinksOfAWay = 16;

    private const int UpHostsAttempts = 20;
    private const long JoinMsMax = 100;

    /// <summary>All nodes of a grown network have begun to join within this time.</summary>
    private const long JoinAllMs = 3_600_000;

    private const long GrownMs = 120_000;

    private readonly LabOptions options;
    private readonly LabFiles files;
    private readonly Topology? topology;
    private readonly int nodes;
    private readonly Dice dice;
    private readonly GnutellaNetwork gnutella;

    /// <param name="topology">Null when the network grows by itself.</param>
    public GnutellaWorld(LabOptions options, LabFiles files, Topology? topology, int nodes, SimulationOptions simulation)
    {
        (this.options, this.files, this.topology, this.nodes) = (options, files, topology, nodes);
        dice = LabDice.For(options.Seed, LabDice.Use.Growth);
        gnutella = new GnutellaNetwork(simulation, MachineOptions());
    }

    public SimulatedNetwork Network => gnutella.Network;

    public long StragglersMs => LinksOfAWay * options.OneWayMsMax + options.LateMsMax;

    public void Build(Func<bool> goOn)
    {
        for (var number = 0; number < nodes && goOn(); number++)
        {
            var node = gnutella.Add($"node {number}", files.SharedBy(number));
            if (topology is null) Join(node);
        }
        if (topology is not null) LinkAll(topology, goOn);
        Network.RunUntil(() => !goOn(), RepairsItself ? GrownMs : StragglersMs);
    }

    public SimulatedNode NodeOf(int number) => Network.Nodes[number];

    public void Ask(SimulatedNode origin, Query query) => gnutella.Search(origin, query, options.Strategy, options.Ttl);

    public void Returned(SimulatedNode node) => gnutella.Bootstrap(node, UpHosts(nodes));

    public LabMessage TypeOf(object message) => message switch
    {
        GnutellaQuery or GnutellaWalk => LabMessage.Query,
        GnutellaHits => LabMessage.Answer,
        _ => LabMessage.Other,
    };

    /// <summary>Where nodes come and go or are cut off, a topology is only the beginning.</summary>
    private bool RepairsItself => topology is null || options.ChurnShapePerMille > 0 || options.Partitions.All.Count > 0;

    private void Join(SimulatedNode node)
    {
        gnutella.Bootstrap(node, UpHosts(node.Number));
        Network.RunFor(Math.Clamp(JoinAllMs / nodes, 1, JoinMsMax));
    }

    /// <summary>Some nodes of the first so many, as far as they are up.</summary>
    private SimulatedNode[] UpHosts(int among)
    {
        HashSet<SimulatedNode> hosts = [];
        for (var attempt = 0; attempt < UpHostsAttempts && hosts.Count < Math.Min(BootstrapHosts, among); attempt++)
        {
            if (NodeOf(dice.Below(among)) is { IsUp: true } host) hosts.Add(host);
        }
        return [.. hosts];
    }

    private void LinkAll(Topology links, Func<bool> goOn)
    {
        foreach (var edge in links.Edges)
        {
            if (!goOn()) return;
            gnutella.Link(NodeOf(edge.One), NodeOf(edge.Other));
        }
        if (!RepairsItself) return;
        for (var number = 0; number < nodes && goOn(); number++) gnutella.Bootstrap(NodeOf(number), UpHosts(nodes));
    }

    private GnutellaOptions MachineOptions()
    {
        var waitMs = (int)Math.Clamp(LinksOfAWay * options.OneWayMsMax + 2 * options.LateMsMax + 200, 1_000, 120_000);
        var usual = new GnutellaOptions
        {
            Ttl = options.Ttl,
            SearchTimeoutMs = waitMs,
            SearchQuietMs = waitMs,
            HitsEnough = options.HitsEnough,
            RingStep = options.RingStep,
            // One node asks for many: what is measured is how queries travel, not what a node takes from one owner.
            QueriesPerSecond = 100_000,
            QueriesBurst = 1_000_000,
            HitsPerSecond = 100_000,
            HitsBurst = 1_000_000,
        };
        return topology is null ? usual : Linked(usual, topology.Degrees());
    }

    /// <summary>The links of a topology are taken as they are, and machines that need not repair them say nothing but what a query needs.</summary>
    private GnutellaOptions Linked(GnutellaOptions usual, int[] degrees)
    {
        var most = Math.Max(1, degrees.Max());
        var wanted = Math.Clamp((int)degrees.Average(), 1, most);
        // Room for more than are wanted: without it two parts that are whole in themselves could not meet again.
        return RepairsItself
            ? usual with { NeighboursWanted = wanted, NeighboursMax = Math.Max(most, 2 * wanted) }
            : usual with { NeighboursWanted = 1, NeighboursMax = most, DialsHosts = false, PingMs = 0, UsesRouteTables = false };
    }
}
