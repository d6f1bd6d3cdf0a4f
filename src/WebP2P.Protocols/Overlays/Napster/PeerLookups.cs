using WebP2P.Protocols.Identity;

namespace WebP2P.Protocols.Overlays.Napster;

/// <summary>Questions where nodes are now, and what is learned from any answer.</summary>
internal sealed class PeerLookups(NodeId self)
{
    /// <summary>Nodes that may wait for the link; what comes on top is forgotten.</summary>
    private const int WaitingMax = 1_000;

    private const int TimeoutMs = 10_000;

    private readonly Dictionary<MessageId, HashSet<NodeId>> open = [];
    private readonly Dictionary<MessageId, string> openDraws = [];
    private readonly List<NodeId> waiting = [];
    private readonly HashSet<string> waitingDraws = [];

    public void Start(IReadOnlyList<NodeId> nodes, NodeId? server, Turn turn)
    {
        var room = Math.Max(0, WaitingMax - waiting.Count);
        waiting.AddRange(nodes.Where(node => node != self && !waiting.Contains(node)).Distinct().Take(room));
        if (server is { } linked) Begin(linked, turn);
    }

    /// <summary>Asks for any nodes that can do this; as soon as there is a link.</summary>
    public void Draw(string capability, NodeId? server, Turn turn)
    {
        waitingDraws.Add(capability);
        if (server is { } linked) Begin(linked, turn);
    }

    public void Begin(NodeId server, Turn turn)
    {
        foreach (var capability in waitingDraws)
        {
            var id = MessageId.Draw(turn.Dice);
            openDraws.Add(id, capability);
            turn.Send(server, new Header(id), new IndexPeers([]) { Capability = capability });
            turn.Wake(NapsterTimers.Lookup(id), TimeoutMs);
        }
        waitingDraws.Clear();
        foreach (var nodes in waiting.Chunk(IndexPeers.NodesMax))
        {
            var id = MessageId.Draw(turn.Dice);
            open.Add(id, [.. nodes]);
            turn.Send(server, new Header(id), new IndexPeers(nodes));
            turn.Wake(NapsterTimers.Lookup(id), TimeoutMs);
        }
        waiting.Clear();
    }

    public void End(Turn turn)
    {
        foreach (var id in open.Keys.Concat(openDraws.Keys)) turn.Wake(NapsterTimers.Lookup(id), -1);
        open.Clear();
        openDraws.Clear();
    }

    public void TimedOut(MessageId id)
    {
        open.Remove(id);
        openDraws.Remove(id);
    }

    public DropReason? Answered(in Header header, IndexPeersFound found, Turn turn)
    {
        if (openDraws.Remove(header.Id, out var capability)) return Drawn(header.Id, capability, found, turn);
        if (!open.TryGetValue(header.Id, out var asked)) return DropReason.Unsolicited;
        Learn(found.Peers, asked, self, turn);
        return null;
    }

    /// <summary>Whoever is told of is only a stranger who may be dialled; the number of them is the only thing to guard.</summary>
    private DropReason? Drawn(MessageId id, string capability, IndexPeersFound found, Turn turn)
    {
        turn.Wake(NapsterTimers.Lookup(id), -1);
        if (found.Peers.Count > IndexPeers.DrawnMax) return DropReason.TooLarge;
        Learn(found.Peers, found.Peers.Where(record => record.Value.Capabilities.Contains(capability)).Select(record => record.Signer), self, turn);
        return null;
    }

    /// <summary>Records are signed, so they are true whoever carries them; only those that belong to the answer are taken.</summary>
    public static void Learn(IReadOnlyList<Signed<PeerRecord>> records, IEnumerable<NodeId> named, NodeId self, Turn turn)
    {
        if (records.Count == 0) return;
        var nodes = named.ToHashSet();
        IReadOnlyList<Signed<PeerRecord>> learned = [.. records.Where(record => record.Signer != self && nodes.Remove(record.Signer) && record.ExpiresUnixMs > turn.WallUnixMs)];
        if (learned.Count > 0) turn.Note(new PeersLearned(learned));
    }
}
