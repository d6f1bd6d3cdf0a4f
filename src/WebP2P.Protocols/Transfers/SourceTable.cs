using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Overlays;

namespace WebP2P.Protocols.Transfers;

/// <summary>The sources of one download, how it stands with each, and when one that failed is tried again.</summary>
public sealed class SourceTable
{
    /// <summary>Sources known at the same time.</summary>
    public const int SourcesMax = 200;

    /// <summary>Sources asked at the same time.</summary>
    public const int ContactedMax = 16;

    private const int FirstRestMs = 4_000;
    private const int RestDoublings = 7;

    private readonly List<TransferSource> sources = [];
    private readonly Dictionary<NodeId, TransferSource> byPeer = [];
    private readonly List<TransferSource> granted = [];
    private TransferSource? known;
    private long? nextRetryAtMs;
    private int contacted;
    private bool isSorted;

    /// <summary>In order of their numbers.</summary>
    public IReadOnlyList<TransferSource> All => sources;

    public TransferSource? Find(NodeId peer) => byPeer.GetValueOrDefault(peer);

    /// <summary>False when it is known already or the table is full.</summary>
    public bool TryAdd(NodeId peer)
    {
        if (sources.Count >= SourcesMax || byPeer.ContainsKey(peer)) return false;
        var source = new TransferSource(sources.Count, peer) { Changed = () => isSorted = false };
        isSorted = false;
        sources.Add(source);
        byPeer.Add(peer, source);
        return true;
    }

    /// <summary>Sources that hold a place among <see cref="ContactedMax"/>.</summary>
    public int Contacted
    {
        get
        {
            Sort();
            return contacted;
        }
    }

    /// <summary>Sources that gave a ticket, in order of their numbers.</summary>
    internal IReadOnlyList<TransferSource> Granted
    {
        get
        {
            Sort();
            return granted;
        }
    }

    public static bool IsContacted(TransferSource source) =>
        source.Standing is SourceStanding.Dialling or SourceStanding.Asked or SourceStanding.Queued or SourceStanding.Granted;

    /// <summary>The next source to ask now: one never asked before one that failed; null when there is none.</summary>
    public TransferSource? NextToContact(long nowMs)
    {
        Sort();
        if (known is not null) return known;
        if (nextRetryAtMs is null || nextRetryAtMs > nowMs) return null;
        return sources.Find(source => source.Standing == SourceStanding.Resting && source.RetryAtMs <= nowMs);
    }

    /// <summary>When the next source has rested; null when none rests.</summary>
    public long? NextRetryAtMs
    {
        get
        {
            Sort();
            return nextRetryAtMs;
        }
    }

    /// <summary>Puts a source aside for a time drawn from a span: 4 s, doubled with every failure in a row up to 512 s. One that moved is tried at once.</summary>
    public static void Rest(TransferSource source, string reason, long nowMs, Dice dice)
    {
        if (source.PromptTries > 0)
        {
            source.PromptTries--;
            source.RetryAtMs = nowMs;
        }
        else
        {
            var spanMs = FirstRestMs << Math.Min(source.Failures, RestDoublings);
            source.Failures++;
            source.RetryAtMs = nowMs + 1 + dice.Below(spanMs);
        }
        source.Standing = SourceStanding.Resting;
        source.Reason = reason;
    }

    /// <summary>The granted source that should get work next: the one with the least on its way, then the one that waited longest.</summary>
    public TransferSource? NextToWork()
    {
        TransferSource? best = null;
        foreach (var source in Granted)
        {
            if (source.IsExhausted || !source.HasFreeConnection || source.Pieces is null) continue;
            if (best is null || source.InFlight < best.InFlight || (source.InFlight == best.InFlight && source.LastAssigned < best.LastAssigned)) best = source;
        }
        return best;
    }

    internal void Wake()
    {
        foreach (var source in Granted) source.IsExhausted = false;
    }

    /// <summary>Once after each change, so that a table of many sources costs nothing while nothing changes.</summary>
    private void Sort()
    {
        if (isSorted) return;
        granted.Clear();
        (contacted, known, nextRetryAtMs, isSorted) = (0, null, null, true);
        foreach (var source in sources)
        {
            if (IsContacted(source)) contacted++;
            if (source.Standing == SourceStanding.Granted) granted.Add(source);
            else if (source.Standing == SourceStanding.Known) known ??= source;
            else if (source.Standing == SourceStanding.Resting && !(nextRetryAtMs <= source.RetryAtMs)) nextRetryAtMs = source.RetryAtMs;
        }
    }
}
