using WebP2P.Protocols.Content;
using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Search;

namespace WebP2P.Protocols.Overlays.Napster;

/// <summary>Register and search there from now on; both null: nowhere. The own id is the node's own index.</summary>
public sealed record UseIndexServer(PeerAddress? Address, NodeId? Node) : OwnRequest;

/// <summary>The own peer record as it is published from now on.</summary>
public sealed record OwnRecordChanged(Signed<PeerRecord> Record) : OwnRequest;

/// <summary>Search by words; answered by <see cref="HitsFound"/> and one <see cref="SearchFinished"/>.</summary>
public sealed record SearchRequest(Guid SearchId, Query Query, int ContentsMax) : OwnRequest;

public sealed record SearchCancelled(Guid SearchId) : OwnRequest;

/// <summary>Find sources of these contents now and push what appears, until unwatched.</summary>
public sealed record WatchRequest(IReadOnlyList<ContentId> Contents) : OwnRequest;

/// <summary>Who has these contents now? One query for at most <see cref="IndexSources.ContentsMax"/> of them, watched or not.</summary>
public sealed record SourcesRequest(IReadOnlyList<ContentId> Contents) : OwnRequest;

public sealed record UnwatchRequest(IReadOnlyList<ContentId> Contents) : OwnRequest;

/// <summary>Look up where these nodes are now; answered by <see cref="PeersLearned"/>.</summary>
public sealed record PeersRequest(IReadOnlyList<NodeId> Nodes) : OwnRequest;

/// <summary>Some nodes that can do this are wanted; answered by <see cref="PeersLearned"/> when the index knows any.</summary>
public sealed record PeersWithRequest(string Capability) : OwnRequest;

/// <summary>The index keeps these out from now on.</summary>
public sealed record BlocksChanged(BlockList Blocks) : OwnRequest;

/// <summary>The store of the index server lost everything and is empty; the reason is told to those who registered.</summary>
public sealed record IndexBeganAnew(string Reason) : OwnRequest;

/// <summary>Words for somebody who is typing; answered by one <see cref="SuggestionsFound"/>.</summary>
public sealed record SuggestRequest(Guid RequestId, string Text) : OwnRequest;

/// <summary>The library has reached this version.</summary>
public sealed record LibraryChanged(UInt128 LibraryId, long Version) : OwnRequest;
