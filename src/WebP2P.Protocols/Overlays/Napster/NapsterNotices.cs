using WebP2P.Protocols.Content;
using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Search;

namespace WebP2P.Protocols.Overlays.Napster;

/// <summary>Hits of one search, as they came in one message.</summary>
/// <param name="ElapsedMs">Since the search was started.</param>
public sealed record HitsFound(Guid SearchId, OverlayKind Overlay, IReadOnlyList<Hit> Hits, int Hops, long ElapsedMs) : Notice;

/// <param name="Complete">False when a limit cut the answer.</param>
/// <param name="Problem">Null when answered; else why this overlay could not answer, in a sentence.</param>
/// <param name="Bytes">Of the frames of this search, both directions.</param>
public sealed record SearchFinished(Guid SearchId, OverlayKind Overlay, bool Complete, string? Problem, int Messages, long Bytes, long ElapsedMs) : Notice
{
    /// <summary>Counted over all contents that the overlay looked at.</summary>
    public Facets Facets { get; init; } = Facets.None;

    /// <summary>Without hits: words that are most like those asked for, nearest first.</summary>
    public IReadOnlyList<string> NearestWords { get; init; } = [];
}

/// <param name="Problem">Null when answered; else why not, in a sentence.</param>
public sealed record SuggestionsFound(Guid RequestId, IReadOnlyList<string> Words, string? Problem) : Notice;

/// <summary>Who has a content that was asked for or is watched; nobody, when the list is empty.</summary>
public sealed record SourcesFound(ContentId Content, IReadOnlyList<HitSource> Sources) : Notice;

public sealed record PeersLearned(IReadOnlyList<Signed<PeerRecord>> Peers) : Notice;

/// <summary>The state of this way of finding, with its reason in one sentence.</summary>
public sealed record OverlayStateChanged(OverlayKind Overlay, OverlayState State, string Reason, NodeId? Server) : Notice;

/// <summary>How far the registration at the index has come.</summary>
public sealed record RegistrationProgress(long CommittedVersion, long Version) : Notice;

/// <summary>After an index began anew: every node that is online has registered its files again, or is taking too long.</summary>
public sealed record IndexRebuilt(int Nodes) : Notice;
