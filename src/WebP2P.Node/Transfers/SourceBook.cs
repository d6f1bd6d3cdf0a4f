using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Overlays;

namespace WebP2P.Node.Transfers;

/// <summary>
/// What this node knows of its sources beside any one download: who answered, who did not and when to try again, who gave wrong bytes.
/// A hundred downloads of one dead node dial it as often as one. On the transfer loop only.
/// </summary>
internal sealed class SourceBook(TransferOptions options, Dice dice)
{
    /// <summary>Nodes remembered at the same time; the one heard of longest ago goes first.</summary>
    public const int NodesMax = 10_000;

    /// <summary>Wrong pieces over all downloads after which a node is no longer asked by new ones, until they are forgotten.</summary>
    public const int PenaltiesMax = 6;

    private const int DoublingsMax = 20;

    private readonly Dictionary<NodeId, SourceNotes> notes = [];
    private readonly HashSet<NodeId> changed = [];

    public IEnumerable<SourceNotes> All => notes.Values;

    public SourceNotes? Find(NodeId peer) => notes.GetValueOrDefault(peer);

    /// <summary>Whether it may be asked now.</summary>
    public bool MayTry(NodeId peer, long nowMs) => RetryAtMs(peer) <= nowMs;

    /// <summary>From when on it may be asked; <see cref="long.MinValue"/> when nothing speaks against it.</summary>
    public long RetryAtMs(NodeId peer) => Find(peer) switch
    {
        { Penalties: >= PenaltiesMax } => long.MaxValue,
        { } known => known.RetryAtMs,
        null => long.MinValue,
    };

    /// <summary>A link to it is asked for.</summary>
    public void Trying(NodeId peer, long nowMs) => Of(peer, nowMs).TriedMs = nowMs;

    /// <summary>It could not be reached: the next attempt is drawn from a span that doubles with each failure in a row.</summary>
    public void Failed(NodeId peer, string reason, long nowMs)
    {
        var known = Of(peer, nowMs);
        var spanMs = Math.Min(options.RestMaxMs, (long)options.RestFirstMs << Math.Min(known.Failures, DoublingsMax));
        known.RetryAtMs = nowMs + 1 + (long)dice.Below((ulong)spanMs);
        known.Failures++;
        known.Reason = reason;
    }

    public void Answered(NodeId peer, long nowMs)
    {
        var known = Of(peer, nowMs);
        (known.Failures, known.RetryAtMs, known.AnsweredMs, known.Reason) = (0, long.MinValue, nowMs, "");
    }

    /// <summary>Somebody says that it is there now: worth a try soon, whatever failed before.</summary>
    public void Heard(NodeId peer, long nowMs)
    {
        if (Find(peer) is { } known) known.RetryAtMs = Math.Min(known.RetryAtMs, Math.Max(nowMs, known.TriedMs + options.HeardRestMs));
    }

    /// <summary>It is elsewhere now: what failed before says nothing.</summary>
    public void Moved(NodeId peer, long nowMs)
    {
        if (Find(peer) is { } known) (known.Failures, known.RetryAtMs) = (0, nowMs);
    }

    public void Penalize(NodeId peer, int wrongPieces, long nowMs) => Of(peer, nowMs).Penalties += wrongPieces;

    /// <summary>The owner wants it to be asked again.</summary>
    public void Forgive(NodeId peer, long nowMs)
    {
        if (Find(peer) is null) return;
        var known = Of(peer, nowMs);
        (known.Failures, known.RetryAtMs, known.Penalties) = (0, long.MinValue, 0);
    }

    /// <summary>What an earlier run knew.</summary>
    public void Restore(SourceNotes known)
    {
        if (notes.Count < NodesMax) notes.TryAdd(known.Peer, known);
    }

    /// <summary>What changed since the last call.</summary>
    public IReadOnlyList<SourceNotes> TakeChanged()
    {
        IReadOnlyList<SourceNotes> taken = [.. changed.Select(Find).OfType<SourceNotes>()];
        changed.Clear();
        return taken;
    }

    private SourceNotes Of(NodeId peer, long nowMs)
    {
        if (!notes.TryGetValue(peer, out var known))
        {
            if (notes.Count >= NodesMax) notes.Remove(notes.Values.MinBy(old => old.SeenMs)!.Peer);
            notes.Add(peer, known = new SourceNotes(peer));
        }
        known.SeenMs = nowMs;
        changed.Add(peer);
        return known;
    }
}
