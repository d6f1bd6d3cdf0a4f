using WebP2P.Protocols.Content;
using WebP2P.Protocols.Identity;

namespace WebP2P.Protocols.Transfers;

/// <summary>The requests of one download that are on their way, and how many bytes that is.</summary>
public sealed class RequestTable(PieceMap map)
{
    /// <summary>Bytes on their way at the same time; one request is always allowed.</summary>
    public const long InFlightBytesMax = 8L << 20;

    private readonly List<PieceRequest> requests = [];

    public IReadOnlyList<PieceRequest> All => requests;

    public long Bytes { get; private set; }

    /// <summary>Room for a piece of the usual length.</summary>
    public bool HasRoom => requests.Count == 0 || Bytes + map.PieceBytes <= InFlightBytesMax;

    public void Add(in PieceRequest request)
    {
        requests.Add(request);
        Bytes += map.Length(request.Piece);
    }

    /// <summary>False when there is no such request (any more).</summary>
    public bool TryRemove(NodeId peer, int connection, out PieceRequest removed)
    {
        var index = requests.FindIndex(request => request.Peer == peer && request.Connection == connection);
        removed = index < 0 ? default : requests[index];
        if (index < 0) return false;
        requests.RemoveAt(index);
        Bytes -= map.Length(removed.Piece);
        return true;
    }

    public bool TryFindPeer(NodeId peer, out PieceRequest found) => TryFind(request => request.Peer == peer, out found);

    public bool TryFindPiece(int piece, out PieceRequest found) => TryFind(request => request.Piece == piece, out found);

    private bool TryFind(Predicate<PieceRequest> matches, out PieceRequest found)
    {
        var index = requests.FindIndex(matches);
        found = index < 0 ? default : requests[index];
        return index >= 0;
    }
}
