using System.Buffers.Binary;
using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Links;
using WebP2P.Protocols.Overlays;
using WebP2P.Protocols.Overlays.Gnutella;
using WebP2P.Protocols.Overlays.Napster;
using WebP2P.Protocols.Search;

namespace WebP2P.Simulation.Gnutella;

/// <summary>Nodes that find by Gnutella alone, in a simulated network; what they share outlives their machines.</summary>
public sealed class GnutellaNetwork(SimulationOptions options, GnutellaOptions machineOptions)
{
    private static readonly IReadOnlyList<string> Capabilities = ["gnutella/1"];

    private readonly Dictionary<SimulatedNode, IReadOnlyList<KnownHost>> bootstraps = [];
    private ulong searches;

    public SimulatedNetwork Network { get; } = new(options);

    /// <summary>Adds a node without neighbours.</summary>
    /// <param name="beside">Makes what else runs on it and uses its links.</param>
    public SimulatedNode Add(string name, ISharedFiles files, Func<HostedMachine>? beside = null)
    {
        var node = Network.Add(name, made => Machines(made, files, beside));
        node.Capabilities = Capabilities;
        node.Answers = question => AnswerOf(node, question);
        return node;
    }

    /// <summary>A link that is there at once.</summary>
    public void Link(SimulatedNode one, SimulatedNode other) => Network.Connect(one, other);

    /// <summary>Tells a node its own record and where others were when it was started; again after every restart.</summary>
    public void Bootstrap(SimulatedNode node, params IEnumerable<SimulatedNode> hosts)
    {
        bootstraps[node] = [.. hosts.Select(host => new KnownHost(host.Address, null, HostOrigin.Configured))];
        Inform(node);
    }

    /// <summary>Starts a node again, at another address.</summary>
    public void Restart(SimulatedNode node, PeerAddress address)
    {
        Network.Start(node, address);
        if (bootstraps.ContainsKey(node)) Inform(node);
    }

    /// <summary>Asks and returns the search's id; what comes of it is among the node's notices.</summary>
    public Guid Search(SimulatedNode node, Query query, SearchWay? way = null, int? ttl = null, int contentsMax = 200)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, ++searches);
        var id = new Guid(bytes);
        Network.Request(node, new GnutellaSearch(id, query, contentsMax, way, ttl));
        return id;
    }

    public static GnutellaMachine MachineOf(SimulatedNode node) => node.Machines.Select(machine => machine.Overlay).OfType<GnutellaMachine>().Single();

    public static IReadOnlyList<Hit> HitsOf(SimulatedNode node, Guid search) =>
        [.. node.Notices.OfType<HitsFound>().Where(found => found.SearchId == search).SelectMany(found => found.Hits)];

    public static SearchFinished? EndOf(SimulatedNode node, Guid search) =>
        node.Notices.OfType<SearchFinished>().SingleOrDefault(finished => finished.SearchId == search);

    private HostedMachine[] Machines(SimulatedNode node, ISharedFiles files, Func<HostedMachine>? beside)
    {
        var machine = new HostedMachine(new GnutellaMachine(node.Id, machineOptions, files), GnutellaMachine.Reads);
        return beside is null ? [machine] : [machine, beside()];
    }

    private Answer AnswerOf(SimulatedNode node, Question question) => question switch
    {
        SealHitsQuestion seal => new SealedHits(Network.Seal.Seal(node.Id, seal.Hits, Network.WallUnixMsOf(node)).Envelope),
        OpenHitsQuestion open => Open(open),
        _ => new AnswerFailed($"{question.GetType().Name} is not for Gnutella."),
    };

    private OpenedHits Open(OpenHitsQuestion question)
    {
        Network.Seal.TryOpen<QueryHits>(question.Envelope, out var hits);
        Network.Seal.TryOpen<PeerRecord>(question.Holder, out var holder);
        return new OpenedHits(hits, holder is not null && holder.Signer == hits?.Signer ? holder : null);
    }

    private void Inform(SimulatedNode node)
    {
        var record = new PeerRecord(node.Name, [node.Address], Capabilities) { Reachable = Reachability.Yes };
        Network.Request(node, new GnutellaOwnRecord(Network.Seal.Seal(node.Id, record, Network.WallUnixMsOf(node))));
        Network.Request(node, new HostsHeard(bootstraps[node]));
    }
}
