using System.Collections.Immutable;
using WebP2P.Protocols.Content;
using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Search;

namespace WebP2P.Protocols.Overlays.Napster;

/// <summary>Changes after <paramref name="SinceVersion"/>, at most <paramref name="ChangesMax"/>.</summary>
public sealed record LibraryChanges(UInt128 LibraryId, long SinceVersion, int ChangesMax) : Question;

/// <summary>Digests of all files, as the library is now.</summary>
public sealed record LibraryDigests : Question;

/// <summary>Files of these buckets by place, those after <paramref name="AfterPlace"/>, at most <paramref name="FilesMax"/>.</summary>
public sealed record LibraryBucketRows(UInt128 LibraryId, IReadOnlyList<int> Buckets, long AfterPlace, int FilesMax) : Question;

/// <summary>What the index has committed for this node: any library id, its version.</summary>
public sealed record RegisteredQuestion(NodeId Node) : Question;

/// <summary>Digests of the rows that the index has of this node.</summary>
public sealed record DigestsQuestion(NodeId Node) : Question;

public sealed record CommitQuestion(NodeId Node, RegisterBatch Batch) : Question
{
    /// <summary>Batches of many nodes wait in one row, and one that waits is committed in the end: to call it failed would be wrong.</summary>
    public override int AnswerWithinMs => 600_000;

    /// <summary>A node takes its acknowledgements in their order only.</summary>
    public override bool IsInOrder => true;
}

public sealed record FindQuestion(Query Query, Presence Presence, int ContentsMax) : Question;

public sealed record SourcesQuestion(IReadOnlyList<ContentId> Contents, Presence Presence) : Question
{
    /// <summary>Most sources of one content in an answer.</summary>
    public const int SourcesMax = 100;
}

/// <summary>How may the last word of this text go on?</summary>
public sealed record SuggestQuestion(string Text, Presence Presence, int WordsMax) : Question;

/// <summary>Mark these nodes as seen now, then remove the rows of nodes that were last seen before the given time.</summary>
public sealed record ForgetQuestion(ImmutableHashSet<NodeId> Online, long NowUnixMs, long SeenBeforeUnixMs) : Question;
