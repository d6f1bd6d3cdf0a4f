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

    /// <summary>In order of their numbers.</summary>
    public IReadOnlyList<TransferSource> All => sources;

    public TransferSource? Find(NodeId peer) => byPeer.GetValueOrDefault(peer);

    /// <summary>False when it is known already or the table is full.</summary>
    public bool TryAdd(NodeId peer)
    {
        if (sources.Count >= SourcesMax || byPeer.ContainsKey(peer)) return false;
        var source = new TransferSource(sources.Count, peer);
        sources.Add(source);
        byPeer.Add(peer, source);
        return true;
    }

    /// <summary>Sources that hold a place among <see cref="ContactedMax"/>.</summary>
    public int Contacted
    {
        get
        {
            var contacted = 0;
            foreach (var source in sources)
            {
                if (IsContacted(source)) contacted++;
            }
            return contacted;
        }
    }

    public static bool IsContacted(TransferSource source) =>
        source.Standing is SourceStanding.Dialling or SourceStanding.Asked or SourceStanding.Queued or SourceStanding.Granted;

    /// <summary>The next source to ask now: one never asked before one that failed; null when there is none.</summary>
    public TransferSource? NextToContact(long nowMs)
    {
        TransferSource? rested = null;
        foreach (var source in sources)
        {
            if (source.Standing == SourceStanding.Known) return source;
            if (source.Standing == SourceStanding.Resting && source.RetryAtMs <= nowMs) rested ??= source;
        }
        return rested;
    }

    /// <summary>When the next source has rested; null when none rests.</summary>
    public long? NextRetryAtMs
    {
        get
        {
            long? next = null;
            foreach (var source in sources)
            {
                if (source.Standing == SourceStanding.Resting && (next is null || source.RetryAtMs < next)) next = source.RetryAtMs;
            }
            return next;
        }
    }

    /// <summary>Puts a source aside for a time drawn from a span: 4 s, doubled with every failure in a row up to 512 s.</summary>
    public static void Rest(TransferSource source, string reason, long nowMs, Dice dice)
    {
        var spanMs = FirstRestMs << Math.Min(source.Failures, RestDoublings);
        source.Failures++;
        source.RetryAtMs = nowMs + 1 + dice.Below(spanMs);
        source.Standing = SourceStanding.Resting;
        source.Reason = reason;
    }

    /// <summary>The granted source that should get work next: the one with the least on its way, then the one that waited longest.</summary>
    public TransferSource? NextToWork()
    {
        TransferSource? best = null;
        foreach (var source in sources)
        {
            if (source.Standing != SourceStanding.Granted || source.IsExhausted || !source.HasFreeConnection || source.Pieces is null) continue;
            if (best is null || source.InFlight < best.InFlight || (source.InFlight == best.InFlight && source.LastAssigned < best.LastAssigned)) best = source;
        }
        return best;
    }

    internal void Wake()
    {
        foreach (var source in sources) source.IsExhausted = false;
    }
}
