using WebP2P.Protocols.Identity;

namespace WebP2P.Protocols.Overlays.Gnutella;

/// <summary>Asks a neighbour for itself and for peers of its pong cache. TTL 1: it is never relayed.</summary>
/// <param name="PeersMax">At most <see cref="GnutellaPong.PeersMax"/>.</param>
public sealed record GnutellaPing(int PeersMax) : Message;

/// <summary>Answer to a <see cref="GnutellaPing"/> with its id: how the sender stands, and peers that it has met lately.</summary>
/// <param name="Neighbours">Links that its overlay holds now.</param>
/// <param name="NeighboursMax">Links that it takes.</param>
/// <param name="Files">Files that it shares.</param>
/// <param name="NeighboursListed">So many of <paramref name="Peers"/>, the first ones, are its neighbours now.</param>
public sealed record GnutellaPong(int Neighbours, int NeighboursMax, long Files, int NeighboursListed, IReadOnlyList<Signed<PeerRecord>> Peers) : Message
{
    /// <summary>Peer records in one pong.</summary>
    public const int PeersMax = 16;

    /// <summary>How many nodes are within 1, 2, 3 ... hops of the sender on ways that do not lead through the asker: 64 counters for each. Empty: not told.</summary>
    public ReadOnlyMemory<byte> Horizon { get; init; }
}

/// <summary>A question that goes to all neighbours but the sender while its TTL lasts. The header's id names the query.</summary>
/// <param name="Query">The canonical text of the query.</param>
/// <param name="HitsMax">Files that one holder answers at most.</param>
public sealed record GnutellaQuery(string Query, int HitsMax) : Message
{
    /// <summary>Files that one holder answers at most.</summary>
    public const int FilesMax = 200;

    private ReadQuery read;

    /// <summary>Null when the text is none that Gnutella can answer.</summary>
    internal Search.Query? Asked => read.Of(Query);

    /// <summary>What routing tables are asked for.</summary>
    internal IReadOnlyList<uint> Hashes => read.HashesOf(Query);
}

/// <summary>The same question as one of several random walkers: each node hands it to one neighbour that had none of this id yet, if there is one. Its TTL is of its own limit.</summary>
public sealed record GnutellaWalk(string Query, int HitsMax) : Message
{
    /// <summary>Most steps of a walker: TTL + hops of this message.</summary>
    public const int StepsMax = 128;

    private ReadQuery read;

    /// <summary>Null when the text is none that Gnutella can answer.</summary>
    internal Search.Query? Asked => read.Of(Query);

    /// <summary>What routing tables are asked for.</summary>
    internal IReadOnlyList<uint> Hashes => read.HashesOf(Query);
}

/// <summary>
/// The answer of one holder, on the reverse path of the query whose id it has. It carries the sealed bytes, which no relay opens:
/// only the asker does, and they are bound to the query.
/// </summary>
/// <param name="Envelope">A sealed <see cref="QueryHits"/>.</param>
/// <param name="Holder">The sealed <see cref="PeerRecord"/> of the same signer, so that the asker can reach it; empty when it has none.</param>
public sealed record GnutellaHits(ReadOnlyMemory<byte> Envelope, ReadOnlyMemory<byte> Holder) : Message;

/// <summary>What a holder signs: files of its own that match one query.</summary>
/// <param name="QueryId">The id of the query; an answer to another query does not open for this one.</param>
/// <param name="Total">Files that match; <paramref name="Files"/> are the first of them in the holder's fixed order.</param>
public sealed record QueryHits(UInt128 QueryId, int Total, IReadOnlyList<FoundFile> Files) : Record
{
    /// <summary>Files in one message; more go in further ones.</summary>
    public const int FilesMax = 64;
}

/// <summary>A file that matches, as its holder has it.</summary>
public sealed record FoundFile(Content.ContentId Content, string Name, long ModifiedUnixMs, bool Complete);

/// <summary>Starts the sender's routing table anew: so many bits, all clear (query routing protocol of Gnutella).</summary>
/// <param name="Bits">log2 of the number of slots, 10 to 20.</param>
public sealed record RouteTableReset(int Bits) : Message;

/// <summary>Changes of the sender's routing table: slots that turn over, as runs. Patches follow each other by number from 1.</summary>
/// <param name="Number">1 after a reset, then one more each.</param>
/// <param name="Runs">Lengths of runs of unchanged and turned slots in turn, beginning with unchanged.</param>
public sealed record RouteTablePatch(int Number, IReadOnlyList<int> Runs) : Message
{
    /// <summary>Runs in one patch; more go in further ones, each of which begins at slot 0.</summary>
    public const int RunsMax = 8_000;
}
