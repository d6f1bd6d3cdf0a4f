using WebP2P.Protocols.Content;
using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Search;

namespace WebP2P.Protocols.Overlays.Napster;

/// <summary>"I want to register library <paramref name="LibraryId"/>, which is at <paramref name="Version"/>." Answered by <see cref="RegisterResume"/>.</summary>
public sealed record Register(UInt128 LibraryId, long Version) : Message;

/// <summary>The last version of this library that the index committed; 0 when it knows nothing of it. The client sends what follows.</summary>
public sealed record RegisterResume(UInt128 LibraryId, long CommittedVersion) : Message
{
    /// <summary>Rows that the index has of this node, of whatever library.</summary>
    public int Files { get; init; }
}

/// <summary>"My journal cannot tell what follows; at <paramref name="Version"/> my files have these digests." Answered by <see cref="RegisterDiffering"/>.</summary>
public sealed record RegisterDigests(UInt128 LibraryId, long Version, BucketDigests Digests) : Message;

/// <summary>Buckets, rising, in which the index has other rows. The client sends them in batches with a <see cref="BucketRepair"/>.</summary>
public sealed record RegisterDiffering(UInt128 LibraryId, long Version, IReadOnlyList<int> Buckets) : Message;

/// <summary>One numbered change of a library.</summary>
public readonly record struct FileChange(bool Removed, FileEntry File);

/// <summary>All changes in (<paramref name="FromVersion"/>, <paramref name="ToVersion"/>], in order; committed only when the index stands at FromVersion.</summary>
public sealed record RegisterBatch(UInt128 LibraryId, long FromVersion, long ToVersion, IReadOnlyList<FileChange> Changes) : Message
{
    public const int ChangesMax = 500;

    /// <summary>Batches a client may have on the way without an acknowledgement.</summary>
    public const int UnacknowledgedMax = 4;

    /// <summary>Not null in a batch that makes the index like the library again; then both versions are the one of the digests, and all changes are additions.</summary>
    public BucketRepair? Repair { get; init; }
}

/// <summary>
/// What a batch replaces: whatever the index has at these places of the node goes, the batch's files come. Spans rise, within a batch and from one to the
/// next, so that a bucket that does not fit a frame comes in several, each whole.
/// </summary>
/// <param name="Last">After this batch the index stands at the version of the digests.</param>
public sealed record BucketRepair(IReadOnlyList<PlaceSpan> Replaced, bool Last)
{
    public const int SpansMax = FilePlace.Buckets;
}

/// <summary>Sent after the commit, never before.</summary>
public sealed record RegisterCommitted(UInt128 LibraryId, long Version) : Message;

public sealed record RegisterRefused(UInt128 LibraryId, string Reason) : Message;

/// <summary>A question by words; the header's id names it. Answered by one or more <see cref="IndexHits"/>.</summary>
public sealed record IndexSearch(string Query, int ContentsMax) : Message;

/// <summary>Part of an answer, with the peer records of the sources it names.</summary>
/// <param name="Last">No more frames follow for this question.</param>
/// <param name="Complete">Only with <paramref name="Last"/>: false when the index stopped at a limit.</param>
/// <param name="Refusal">Only with <paramref name="Last"/>: why the query was not answered.</param>
public sealed record IndexHits(IReadOnlyList<Hit> Hits, IReadOnlyList<Signed<PeerRecord>> Peers, bool Last, bool Complete, string? Refusal) : Message
{
    /// <summary>Only with <see cref="Last"/>: counted over all contents that were looked at.</summary>
    public Facets Facets { get; init; } = Facets.None;

    /// <summary>Only with <see cref="Last"/> and without hits: words that are most like those asked for.</summary>
    public IReadOnlyList<string> NearestWords { get; init; } = [];
}

/// <summary>How may this beginning of a word go on? Answered by <see cref="IndexSuggestions"/>.</summary>
public sealed record IndexSuggest(string Beginning, int WordsMax) : Message;

/// <param name="Refusal">Why nothing is suggested; null when the words are the answer.</param>
public sealed record IndexSuggestions(IReadOnlyList<string> Words, string? Refusal) : Message;

/// <summary>Who has these contents now?</summary>
public sealed record IndexSources(IReadOnlyList<ContentId> Contents) : Message
{
    public const int ContentsMax = 100;
}

/// <summary>Answer to <see cref="IndexSources"/>, or pushed to those who watch (then with an id of its own).</summary>
public sealed record IndexSourcesFound(ContentId Content, IReadOnlyList<HitSource> Sources, IReadOnlyList<Signed<PeerRecord>> Peers) : Message;

/// <summary>From now on tell me of new sources of these contents.</summary>
public sealed record IndexWatch(IReadOnlyList<ContentId> Contents) : Message;

public sealed record IndexUnwatch(IReadOnlyList<ContentId> Contents) : Message;

/// <summary>Where are these nodes now?</summary>
public sealed record IndexPeers(IReadOnlyList<NodeId> Nodes) : Message
{
    public const int NodesMax = 100;

    /// <summary>Nodes that are drawn for <see cref="Capability"/>.</summary>
    public const int DrawnMax = 16;

    /// <summary>Not null: besides, some nodes that say they can do this and can be reached, drawn by the index (for one who looks for neighbours).</summary>
    public string? Capability { get; init; }
}

/// <summary>The newest records that the index has; nodes it does not know are absent.</summary>
public sealed record IndexPeersFound(IReadOnlyList<Signed<PeerRecord>> Peers) : Message;
