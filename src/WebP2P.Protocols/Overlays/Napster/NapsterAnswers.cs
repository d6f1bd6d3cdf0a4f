using WebP2P.Protocols.Content;
using WebP2P.Protocols.Search;

namespace WebP2P.Protocols.Overlays.Napster;

/// <param name="LibraryId">Another id than the asked one: the old numbering is gone, register anew.</param>
/// <param name="Version">The version the library is at now.</param>
public sealed record LibraryChangesAnswer(UInt128 LibraryId, long FromVersion, long ToVersion, long Version, IReadOnlyList<FileChange> Changes) : Answer
{
    /// <summary>The journal cannot tell what follows the asked version; digests can.</summary>
    public bool IsForgotten { get; init; }
}

/// <param name="Version">Of the library when these were its files.</param>
public sealed record LibraryDigestsAnswer(UInt128 LibraryId, long Version, BucketDigests Digests) : Answer;

/// <param name="ThroughPlace">No file of the asked buckets up to this place is missing; <see cref="FilePlace.Last"/> at the end.</param>
public sealed record LibraryBucketRowsAnswer(UInt128 LibraryId, IReadOnlyList<FileEntry> Files, long ThroughPlace) : Answer;

public sealed record RegisteredAnswer(UInt128 LibraryId, long Version, int Files) : Answer;

public sealed record DigestsAnswer(BucketDigests Digests) : Answer
{
    /// <summary>Rows that were read for it.</summary>
    public long RowsLookedAt { get; init; }
}

/// <param name="Refusal">Null when committed.</param>
/// <param name="NewContents">Contents this node became a source of, for those who watch.</param>
/// <param name="Files">Rows that the node has now.</param>
public sealed record CommitAnswer(UInt128 LibraryId, long Version, string? Refusal, IReadOnlyList<ContentId> NewContents, int Files = 0) : Answer;

/// <param name="Complete">False when a limit cut the answer.</param>
public sealed record FindAnswer(IReadOnlyList<Hit> Hits, bool Complete) : Answer
{
    /// <summary>Rows that were compared with the query before the best were taken; tells the operator what a query costs.</summary>
    public long RowsLookedAt { get; init; }

    /// <summary>Counted over all contents that were looked at, not only those in the answer.</summary>
    public Facets Facets { get; init; } = Facets.None;

    /// <summary>Without hits: visible words that are most like those asked for, nearest first.</summary>
    public IReadOnlyList<string> NearestWords { get; init; } = [];
}

public sealed record SuggestAnswer(IReadOnlyList<string> Words) : Answer;

/// <summary>One list of sources for each content asked, in that order.</summary>
public sealed record SourcesAnswer(IReadOnlyList<IReadOnlyList<HitSource>> Sources) : Answer;

public sealed record ForgotAnswer(int Nodes) : Answer;
