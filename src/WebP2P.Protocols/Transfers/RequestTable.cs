using WebP2P.Protocols.Content;
using WebP2P.Protocols.Identity;

namespace WebP2P.Protocols.Transfers;

/// <summary>The requests of one download that are on their way, and how many bytes of them are still to come.</summary>
public sealed class RequestTable(PieceMap map)
{
    /// <summary>Bytes asked for and not here yet; one request is always allowed.</summary>
    public const long InFlightBytesMax = 8L << 20;

    private readonly List<OpenRequest> open = [];

    /// <summary>What is still to come of each; a copy.</summary>
    public IReadOnlyList<PieceRequest> All => open.ConvertAll(request => request.Request);

    internal IReadOnlyList<OpenRequest> Open => open;

    public long Bytes { get; private set; }

    internal void Add(in PieceRequest request, TransferSource source)
    {
        var added = new OpenRequest(request, source, map);
        open.Add(added);
        Bytes += added.MissingBytes;
        source.MissingBytes += added.MissingBytes;
        source.Pace.Asked(request.StartedMs);
    }

    /// <summary>Takes note of what is here of a request, which teaches the pace of its source.</summary>
    /// <param name="bytes">All of this request so far.</param>
    /// <param name="firstByteMs">When the first of them came; null when nobody looked.</param>
    internal void Here(OpenRequest request, long bytes, long? firstByteMs, long nowMs)
    {
        if (bytes <= request.HereBytes) return;
        var source = request.Source;
        if (!request.HasBegun) source.Pace.Began(request.Request.StartedMs, firstByteMs, nowMs);
        request.HasBegun = true;
        var added = request.Here(bytes);
        Bytes -= added;
        source.MissingBytes -= added;
        source.Pace.Arrived(added, nowMs);
        if (source.MissingBytes == 0) source.Pace.Rest(nowMs);
    }

    internal OpenRequest? Find(NodeId peer, int connection)
    {
        foreach (var request in open)
        {
            if (request.Request.Connection == connection && request.Request.Peer == peer) return request;
        }
        return null;
    }

    internal OpenRequest? FindPeer(NodeId peer)
    {
        foreach (var request in open)
        {
            if (request.Request.Peer == peer) return request;
        }
        return null;
    }

    /// <summary>It is over, or nobody waits for it any more: its connection is free.</summary>
    internal void Remove(OpenRequest request, long nowMs)
    {
        if (!open.Remove(request)) return;
        Bytes -= request.MissingBytes;
        request.Source.MissingBytes -= request.MissingBytes;
        request.Source.FreeConnection(request.Request.Connection);
        if (request.Source.MissingBytes == 0) request.Source.Pace.Rest(nowMs);
    }
}
