using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using WebP2P.Protocols.Content;
using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Links;
using WebP2P.Protocols.Overlays;
using WebP2P.Protocols.Overlays.Gnutella;
using WebP2P.Protocols.Overlays.Napster;
using WebP2P.Protocols.Search;
using WebP2P.Simulation;

namespace WebP2P.Protocols.Tests.Overlays.Gnutella;

/// <summary>Nodes with the Gnutella machine in a simulated network; files outlive restarts.</summary>
internal sealed class Village(SimulationOptions simulation, GnutellaOptions options)
{
    private readonly Dictionary<SimulatedNode, HeldFiles> files = [];
    private ulong searches;

    public Village()
        : this(new SimulationOptions(), new GnutellaOptions())
    {
    }

    public SimulatedNetwork Network { get; } = new(simulation);

    public static FoundFile File(string name) => new(ContentOf(name), name, 1_700_000_000_000, true);

    public static ContentId ContentOf(string name) => new(new ContentHash(new Bytes32(SHA256.HashData(Encoding.UTF8.GetBytes(name)))), 1_000 + name.Length);

    public static GnutellaMachine MachineOf(SimulatedNode node) => (GnutellaMachine)node.Machines[0].Overlay;

    public SimulatedNode Add(string name, params IReadOnlyList<string> shared) => Add(name, options, shared);

    public SimulatedNode Add(string name, GnutellaOptions own, IReadOnlyList<string> shared)
    {
        var held = new HeldFiles();
        foreach (var file in shared) held.Add(File(file));
        var node = Network.Add(name, node => [new HostedMachine(new GnutellaMachine(node.Id, own, held), GnutellaMachine.Reads)]);
        node.Capabilities = ["gnutella/1"];
        node.Answers = question => AnswerOf(node, question);
        files.Add(node, held);
        Inform(node);
        return node;
    }

    public IReadOnlyList<SimulatedNode> Line(int count) => Linked([.. Enumerable.Range(0, count).Select(number => Add($"n{number}"))]);

    public IReadOnlyList<SimulatedNode> Linked(IReadOnlyList<SimulatedNode> nodes)
    {
        for (var number = 1; number < nodes.Count; number++) Network.Connect(nodes[number - 1], nodes[number]);
        return nodes;
    }

    public void Share(SimulatedNode node, string name)
    {
        files[node].Add(File(name));
        Network.Request(node, new SharedFilesChanged());
    }

    /// <summary>What a node tells its machine after every start.</summary>
    public void Inform(SimulatedNode node) => Network.Request(node, new GnutellaOwnRecord(RecordOf(node)));

    public Signed<PeerRecord> RecordOf(SimulatedNode node) =>
        Network.Seal.Seal(node.Id, new PeerRecord(node.Name, [node.Address], node.Capabilities) { Reachable = Reachability.Yes }, Network.WallUnixMs);

    public void Hear(SimulatedNode node, params IReadOnlyList<SimulatedNode> hosts) =>
        Network.Request(node, new HostsHeard([.. hosts.Select(host => new KnownHost(host.Address, null, HostOrigin.Configured))]));

    public Guid Search(SimulatedNode node, string text, SearchWay? way = SearchWay.Flood, int? ttl = null)
    {
        Assert.True(Query.TryParse(text, out var query, out _));
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, ++searches);
        var id = new Guid(bytes);
        Network.Request(node, new GnutellaSearch(id, query!, 200, way, ttl));
        return id;
    }

    public static IReadOnlyList<HitsFound> HitsOf(SimulatedNode node, Guid search) => [.. node.Notices.OfType<HitsFound>().Where(found => found.SearchId == search)];

    public static SearchFinished EndOf(SimulatedNode node, Guid search) => node.Notices.OfType<SearchFinished>().Single(finished => finished.SearchId == search);

    public static int NeighboursOf(SimulatedNode node) => MachineOf(node).Figures(0).Neighbours.Count;

    private Answer AnswerOf(SimulatedNode node, Question question) => question switch
    {
        SealHitsQuestion asked => new SealedHits(Network.Seal.Seal(node.Id, asked.Hits, Network.WallUnixMs).Envelope),
        OpenHitsQuestion asked => Open(asked),
        _ => new AnswerFailed("Nobody answers that."),
    };

    private OpenedHits Open(OpenHitsQuestion asked)
    {
        if (!Network.Seal.TryOpen<QueryHits>(asked.Envelope, out var hits)) return new OpenedHits(null, null);
        Network.Seal.TryOpen<PeerRecord>(asked.Holder, out var holder);
        return new OpenedHits(hits, holder?.Signer == hits!.Signer ? holder : null);
    }
}
