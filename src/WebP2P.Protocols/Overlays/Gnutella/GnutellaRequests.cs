using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Search;

namespace WebP2P.Protocols.Overlays.Gnutella;

/// <summary>How a query travels.</summary>
public enum SearchWay
{
    /// <summary>To everybody within a TTL.</summary>
    Flood,

    /// <summary>With TTL 1, 2, 3 ... until there are enough hits (expanding ring).</summary>
    Ring,

    /// <summary>By a few random walkers.</summary>
    Walk,

    /// <summary>Neighbour by neighbour, each as far as the hits so far say is needed (dynamic querying).</summary>
    Dynamic,
}

/// <summary>Search; answered by <see cref="WayChosen"/>, <see cref="Napster.HitsFound"/> and one <see cref="Napster.SearchFinished"/>.</summary>
/// <param name="Way">Null: chosen by rule.</param>
/// <param name="Ttl">1 to 7; null: the default of the way.</param>
public sealed record GnutellaSearch(Guid SearchId, Query Query, int ContentsMax, SearchWay? Way = null, int? Ttl = null) : OwnRequest;

/// <summary>No more hits are wanted.</summary>
public sealed record GnutellaSearchCancelled(Guid SearchId) : OwnRequest;

/// <summary>Who has these contents now? Asked with one query each within the node's budget; answered by <see cref="Napster.SourcesFound"/>.</summary>
public sealed record GnutellaSourcesRequest(IReadOnlyList<Content.ContentId> Contents) : OwnRequest;

/// <summary>Where a host was heard of.</summary>
public enum HostOrigin { Configured, Saved, Index, Local, Pong, Met }

/// <summary>Hosts that may be neighbours: the owner's bootstrap addresses, the saved cache, the index server's peers, announcements on the local network.</summary>
public sealed record HostsHeard(IReadOnlyList<KnownHost> Hosts) : OwnRequest;

/// <summary>An address that may be dialled for a neighbour.</summary>
/// <param name="Node">Null while it is not known.</param>
/// <param name="LastSeenUnixMs">0: never met.</param>
public sealed record KnownHost(PeerAddress Address, NodeId? Node, HostOrigin Origin, long LastSeenUnixMs = 0, int Successes = 0, int Failures = 0);

/// <summary>The own peer record as it is published from now on.</summary>
public sealed record GnutellaOwnRecord(Signed<PeerRecord> Record) : OwnRequest;

/// <summary>The shared files changed: routing tables are made anew soon.</summary>
public sealed record SharedFilesChanged : OwnRequest;

/// <summary>Take part, or leave: neighbours are released, nothing is asked or answered.</summary>
public sealed record GnutellaEnabled(bool Enabled) : OwnRequest;
