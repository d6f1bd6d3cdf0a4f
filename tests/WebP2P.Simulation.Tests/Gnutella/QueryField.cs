using System.Security.Cryptography;
using System.Text;
using WebP2P.Protocols;
using WebP2P.Protocols.Content;
using WebP2P.Protocols.Overlays.Gnutella;
using WebP2P.Protocols.Search;
using WebP2P.Simulation.Gnutella;
using WebP2P.Simulation.Topologies;

namespace WebP2P.Simulation.Tests.Gnutella;

/// <summary>A network of Gnutella machines whose links are drawn, whose pongs have gone round, and whose nodes share topics of known popularity.</summary>
internal sealed class QueryField
{
    /// <summary>The popularities of the topics, per million nodes: each step is a quarter of a doubling, from 1 of 2,000 nodes to 1 of 2.</summary>
    public const int Topics = 40;

    private const int PingMs = 1_000_000;

    /// <summary>Ten rounds of pongs, half an hour with the default: the first tells how many neighbours a node has, the second which, further ones who else there is.</summary>
    private const long PongsMs = 10 * PingMs + 10_000;
    private const long SearchMsMax = 600_000;

    private readonly GnutellaNetwork gnutella;
    private readonly int[] cameWith;
    private readonly SeededDice dice;
    private int queries;
    private int reached;
    private int messages;

    public QueryField(string topology, int nodes, ulong seed, GnutellaOptions options)
    {
        Assert.True(TopologyChoice.TryParse(topology, out var choice, out var problem), problem);
        dice = new SeededDice(seed);
        cameWith = new int[nodes + 1];
        gnutella = new GnutellaNetwork(new SimulationOptions { Seed = seed }, options with { DialsHosts = false, NeighboursMax = nodes, PingMs = PingMs, SearchTimeoutMs = 1_500 });
        for (var number = 0; number < nodes; number++) gnutella.Add($"node {number}", Shared(nodes));
        foreach (var edge in choice!.Draw(nodes, dice).Edges) gnutella.Link(Network.Nodes[edge.One], Network.Nodes[edge.Other]);
        foreach (var node in Network.Nodes) gnutella.Bootstrap(node);
        Network.RunFor(PongsMs);
        Network.Observer = See;
    }

    public SimulatedNetwork Network => gnutella.Network;

    /// <summary>Nodes of a million that have a topic; doubles every four topics.</summary>
    public static int PerMillionOf(int topic) => (int)(500 * Math.Pow(2, topic / 4.0));

    public SimulatedNode DrawNode() => Network.Nodes[dice.Below(Network.Nodes.Count)];

    public int DrawTopic(int among = Topics) => dice.Below(among);

    /// <summary>Asks one query until its end.</summary>
    public Outcome Ask(SimulatedNode origin, int topic, SearchWay? way, int? ttl = null)
    {
        Assert.True(Query.TryParse($"topic{topic}", out var query, out _));
        origin.Notices.Clear();
        (reached, messages) = (0, 0);
        cameWith[origin.Number] = ++queries;
        var search = gnutella.Search(origin, query!, way, ttl);
        Assert.True(Network.RunUntil(() => GnutellaNetwork.EndOf(origin, search) is not null, SearchMsMax));
        return new Outcome(
            reached,
            messages,
            GnutellaNetwork.HitsOf(origin, search).SelectMany(hit => hit.Sources).Select(source => source.Node).ToHashSet(),
            origin.Notices.OfType<SearchCost>().Last(),
            origin.Notices.OfType<WideningOffered>().SingleOrDefault());
    }

    private FixedFiles Shared(int nodes)
    {
        List<FoundFile> files = [];
        for (var topic = 0; topic < Topics; topic++)
            if (dice.Below(1_000_000) < PerMillionOf(topic)) files.Add(FileOf(topic));
        return files.Count == 0 ? FixedFiles.None : new FixedFiles(files);
    }

    private static FoundFile FileOf(int topic)
    {
        var hash = new ContentHash(new Bytes32(SHA256.HashData(Encoding.UTF8.GetBytes($"topic {topic}"))));
        return new FoundFile(new ContentId(hash, 1_000), $"topic{topic} song.mp3", 1_700_000_000_000, true);
    }

    private void See(SimulatedStep step)
    {
        if (step.Kind != StepKind.Delivered || step.Payload is not (GnutellaQuery or GnutellaWalk)) return;
        messages++;
        if (cameWith[step.To.Number] == queries) return;
        cameWith[step.To.Number] = queries;
        reached++;
    }

    /// <summary>What came of a query.</summary>
    /// <param name="Reached">Nodes that it came to.</param>
    /// <param name="Messages">Copies of it that were delivered.</param>
    public sealed record Outcome(int Reached, int Messages, HashSet<Protocols.Identity.NodeId> Holders, SearchCost Cost, WideningOffered? Offer);
}
