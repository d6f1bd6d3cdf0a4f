using WebP2P.Protocols.Overlays.Gnutella;
using WebP2P.Protocols.Overlays.Napster;

namespace WebP2P.Node.Control;

/// <summary>The Gnutella overlay of this node, for API and dashboard. It is switched on and off by <see cref="INodeStatus.EnableAsync"/>.</summary>
public interface IGnutellaStatus
{
    /// <summary>How it stands. The machine is asked at most 4 times a second, whoever looks; in between the last copy is given again.</summary>
    Task<GnutellaView> ViewAsync(CancellationToken cancellationToken);

    /// <summary>The traces of the last searches of the owner, the newest first.</summary>
    IReadOnlyList<GnutellaTrace> Traces { get; }

    /// <summary>The trace of one search of the owner; null when it is not known, or forgotten.</summary>
    GnutellaTrace? Trace(Guid searchId);
}

/// <param name="Reason">One sentence: why it is in this state.</param>
/// <param name="Names">Names of the peers that <paramref name="Figures"/> speak of, as far as they are known, by their ids.</param>
public sealed record GnutellaView(bool Enabled, OverlayState State, string Reason, GnutellaFigures Figures, IReadOnlyDictionary<Protocols.Identity.NodeId, string> Names);

/// <summary>The way of one own query, as far as this node saw it: what it sent, and where hits came back.</summary>
/// <param name="Query">The text that was searched for.</param>
/// <param name="Choice">Which way was chosen, and why; null before.</param>
/// <param name="Cost">What it has cost so far; null before the first message.</param>
/// <param name="Offer">What a wider search would cost and bring; null when none was offered.</param>
/// <param name="Steps">In order; at most <see cref="StepsMax"/>.</param>
public sealed record GnutellaTrace(Guid SearchId, string Query, DateTimeOffset StartedAt, WayChosen? Choice, SearchCost? Cost, WideningOffered? Offer, IReadOnlyList<QueryStep> Steps)
{
    public const int StepsMax = 1_000;
}
