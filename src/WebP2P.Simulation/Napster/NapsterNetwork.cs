using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Links;
using WebP2P.Protocols.Overlays;
using WebP2P.Protocols.Overlays.Napster;
using WebP2P.Protocols.Search;

namespace WebP2P.Simulation.Napster;

/// <summary>Index servers and clients in a simulated network; stores and libraries outlive the machines.</summary>
public sealed class NapsterNetwork(SimulationOptions options, NapsterOptions clientOptions, IndexServerOptions indexOptions)
{
    private readonly Dictionary<SimulatedNode, IIndexStore> stores = [];
    private readonly Dictionary<SimulatedNode, SimulatedLibrary> libraries = [];
    private readonly Dictionary<SimulatedNode, UseIndexServer> choices = [];
    private ulong searches;

    public NapsterNetwork(SimulationOptions options)
        : this(options, new NapsterOptions(), new IndexServerOptions())
    {
    }

    /// <summary>Nodes that nobody can dial, as an index that dials them back finds out.</summary>
    public HashSet<SimulatedNode> Closed { get; } = [];

    public SimulatedNetwork Network { get; } = new(options);

    public SimulatedNode AddIndex(string name)
    {
        var store = new MemoryIndexStore();
        var node = Network.Add(name, _ => [Server()]);
        node.Answers = question => AnswerOf(node, store, question);
        stores.Add(node, store);
        return node;
    }

    /// <summary>Adds a client with an empty library; it uses no index yet.</summary>
    public SimulatedNode AddClient(string name)
    {
        var library = new SimulatedLibrary((UInt128)Network.Nodes.Count + 1);
        var node = Network.Add(name, node => [Client(node)]);
        node.Answers = library.Answer;
        libraries.Add(node, library);
        return node;
    }

    /// <summary>A node with its own index, which it uses itself.</summary>
    public SimulatedNode AddBoth(string name)
    {
        var (library, store) = (new SimulatedLibrary((UInt128)Network.Nodes.Count + 1), new MemoryIndexStore());
        var node = Network.Add(name, node => [Server(), Client(node)]);
        node.Answers = question => question is LibraryChanges or LibraryDigests or LibraryBucketRows ? library.Answer(question) : AnswerOf(node, store, question);
        libraries.Add(node, library);
        stores.Add(node, store);
        Use(node, new UseIndexServer(null, node.Id));
        return node;
    }

    public IIndexStore StoreOf(SimulatedNode node) => stores[node];

    public SimulatedLibrary LibraryOf(SimulatedNode node) => libraries[node];

    public static IndexServer ServerOf(SimulatedNode node) => node.Machines.Select(machine => machine.Overlay).OfType<IndexServer>().Single();

    public void Use(SimulatedNode client, UseIndexServer choice)
    {
        choices[client] = choice;
        Inform(client);
    }

    public void Share(SimulatedNode client, params IReadOnlyList<FileEntry> files)
    {
        foreach (var file in files) libraries[client].Add(file);
        Network.Request(client, libraries[client].Now());
    }

    /// <summary>Starts a node again, at another address.</summary>
    public void Restart(SimulatedNode node, PeerAddress address)
    {
        Network.Start(node, address);
        if (libraries.ContainsKey(node)) Inform(node);
    }

    /// <summary>Asks and returns the search's id; its hits are among the node's notices.</summary>
    public Guid Search(SimulatedNode client, string text, int contentsMax = 200)
    {
        if (!Query.TryParse(text, out var query, out var problem)) throw new ArgumentException(problem!.Message, nameof(text));
        Span<byte> bytes = stackalloc byte[16];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt64BigEndian(bytes, ++searches);
        var id = new Guid(bytes);
        Network.Request(client, new SearchRequest(id, query!, contentsMax));
        return id;
    }

    public static IReadOnlyList<Hit> HitsOf(SimulatedNode client, Guid search) =>
        [.. client.Notices.OfType<HitsFound>().Where(found => found.SearchId == search).SelectMany(found => found.Hits)];

    public static SearchFinished? EndOf(SimulatedNode client, Guid search) =>
        client.Notices.OfType<SearchFinished>().SingleOrDefault(finished => finished.SearchId == search);

    private Answer AnswerOf(SimulatedNode node, MemoryIndexStore store, Question question) =>
        question is DialBackQuestion asked ? DialBack(asked) : IndexAnswers.To(question, store, Network.WallUnixMsOf(node));

    private DialBackAnswer DialBack(DialBackQuestion asked)
    {
        if (Network.Find(asked.Node) is not { } node) return new DialBackAnswer(Reachability.Unknown, null, 0, "The link is gone.");
        var address = node.Address with { Port = asked.Port };
        return Closed.Contains(node) ? new DialBackAnswer(Reachability.No, address, 5_000, "no answer within 5 s") : new DialBackAnswer(Reachability.Yes, address, 12, null);
    }

    private HostedMachine Client(SimulatedNode node) => new(new NapsterClient(node.Id, clientOptions), NapsterClient.Reads);

    private HostedMachine Server() => new(new IndexServer(indexOptions), IndexServer.Reads);

    /// <summary>What a node tells its client machine after every start.</summary>
    internal void Inform(SimulatedNode client)
    {
        var record = new PeerRecord(client.Name, [client.Address], ["napster/1"]);
        Network.Request(client, new OwnRecordChanged(Network.Seal.Seal(client.Id, record, Network.WallUnixMsOf(client))));
        if (libraries[client].Version > 0) Network.Request(client, libraries[client].Now());
        if (choices.TryGetValue(client, out var choice)) Network.Request(client, choice);
    }
}
