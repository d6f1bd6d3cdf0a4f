using System.Collections.Immutable;
using WebP2P.Protocols.Content;
using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Search;

namespace WebP2P.Protocols.Overlays.Napster;

// Own requests to the client machine.

/// <summary>Search by words; answered by <see cref="HitsFound"/> and one <see cref="SearchFinished"/>.</summary>
public sealed record SearchRequest(Guid SearchId, Query Query, int ContentsMax) : OwnRequest;

public sealed record SearchCancelled(Guid SearchId) : OwnRequest;

/// <summary>Find sources of these contents now and push what appears, until unwatched.</summary>
public sealed record WatchRequest(IReadOnlyList<ContentId> Contents) : OwnRequest;

public sealed record UnwatchRequest(IReadOnlyList<ContentId> Contents) : OwnRequest;

/// <summary>Look up where these nodes are now; answered by <see cref="PeersLearned"/>.</summary>
public sealed record PeersRequest(IReadOnlyList<NodeId> Nodes) : OwnRequest;

/// <summary>The library has reached this version.</summary>
public sealed record LibraryChanged(UInt128 LibraryId, long Version) : OwnRequest;

// Questions of the client machine.

/// <summary>Changes after <paramref name="SinceVersion"/>, at most <paramref name="ChangesMax"/>.</summary>
public sealed record LibraryChanges(UInt128 LibraryId, long SinceVersion, int ChangesMax) : Question;

/// <param name="LibraryId">Another id than the asked one: the old numbering is gone, register anew.</param>
/// <param name="Version">The version the library is at now.</param>
public sealed record LibraryChangesAnswer(UInt128 LibraryId, long FromVersion, long ToVersion, long Version, IReadOnlyList<FileChange> Changes) : Answer;

// Questions of the index server machine; all are answered from the store.

/// <summary>What the index has committed for this node: any library id, its version.</summary>
public sealed record RegisteredQuestion(NodeId Node) : Question;

public sealed record RegisteredAnswer(UInt128 LibraryId, long Version, int Files) : Answer;

public sealed record CommitQuestion(NodeId Node, RegisterBatch Batch) : Question;

/// <param name="Refusal">Null when committed.</param>
/// <param name="NewContents">Contents this node became a source of, for those who watch.</param>
public sealed record CommitAnswer(UInt128 LibraryId, long Version, string? Refusal, IReadOnlyList<ContentId> NewContents) : Answer;

public sealed record FindQuestion(Query Query, ImmutableHashSet<NodeId> Online, int ContentsMax) : Question;

public sealed record FindAnswer(IReadOnlyList<Hit> Hits, bool Complete) : Answer;

public sealed record SourcesQuestion(IReadOnlyList<ContentId> Contents, ImmutableHashSet<NodeId> Online) : Question;

/// <summary>One list of sources for each content asked, in that order.</summary>
public sealed record SourcesAnswer(IReadOnlyList<IReadOnlyList<HitSource>> Sources) : Answer;

// Notices of both machines.

/// <summary>Hits of one search, as they came in one message.</summary>
/// <param name="ElapsedMs">Since the search was started.</param>
public sealed record HitsFound(Guid SearchId, OverlayKind Overlay, IReadOnlyList<Hit> Hits, int Hops, long ElapsedMs) : Notice;

/// <param name="Complete">False when a limit cut the answer.</param>
/// <param name="Problem">Null when answered; else why this overlay could not answer, in a sentence.</param>
public sealed record SearchFinished(Guid SearchId, OverlayKind Overlay, bool Complete, string? Problem, int Messages, long ElapsedMs) : Notice;

public sealed record SourcesFound(ContentId Content, IReadOnlyList<HitSource> Sources) : Notice;

public sealed record PeersLearned(IReadOnlyList<Signed<PeerRecord>> Peers) : Notice;

public enum OverlayState { Off, Connecting, Connected, Failed }

/// <summary>The state of this way of finding, with its reason in one sentence.</summary>
public sealed record OverlayStateChanged(OverlayKind Overlay, OverlayState State, string Reason, NodeId? Server) : Notice;

/// <summary>How far the registration at the index has come.</summary>
public sealed record RegistrationProgress(long CommittedVersion, long Version) : Notice;
