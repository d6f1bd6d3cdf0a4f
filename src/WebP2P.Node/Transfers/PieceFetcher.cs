using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using WebP2P.Node.Links;
using WebP2P.Protocols;
using WebP2P.Protocols.Content;
using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Transfers;

namespace WebP2P.Node.Transfers;

/// <summary>Gets layers and pieces from peers: exactly what was asked for, hashed as it arrives, written at once, believed when it matches.</summary>
internal sealed class PieceFetcher(IPeerStreams streams, Bandwidth bandwidth, TransferOptions options)
{
    public const string TicketHeader = "WebP2P-Ticket";

    private readonly ConcurrentDictionary<NodeId, SemaphoreSlim> connections = new();

    /// <summary>The proven layer, or why there is none.</summary>
    public async Task<(PieceLayer? Layer, FetchResult Result)> LayerAsync(NodeId peer, ContentId content, UInt128 ticket, CancellationToken cancellationToken)
    {
        var length = new PieceMap(content.SizeBytes).Count * Bytes32.Length;
        var bytes = new byte[length];
        var result = await GuardAsync(length, async deadline =>
        {
            using var response = await streams.Http(peer).SendAsync(Request(content, "/layer", ticket), deadline.Token);
            if (response.StatusCode != HttpStatusCode.OK) return Refused(response);
            if (response.Content.Headers.ContentEncoding.Count > 0) return Compressed;
            if (response.Content.Headers.ContentLength != length) return Wrong("a piece layer of another length");
            await using var body = await response.Content.ReadAsStreamAsync(deadline.Token);
            await FillAsync(body, bytes, deadline);
            return new FetchResult(FetchOutcome.Right);
        }, cancellationToken);
        if (result.Outcome != FetchOutcome.Right) return (null, result);
        return PieceLayer.TryProve(content, bytes, out var layer) ? (layer, result) : (null, Wrong("a piece layer that is not of this content"));
    }

    /// <summary>One range of pieces in a row; the listener hears of each.</summary>
    /// <returns>Right: all of them were told of.</returns>
    public async Task<FetchResult> RangeAsync(PieceOrder order, IRangeListener listener, CancellationToken cancellationToken)
    {
        // Several downloads share the connections to a peer; waiting for one is not the peer's fault.
        var places = connections.GetOrAdd(order.Request.Peer, static _ => new SemaphoreSlim(TransferSource.ConnectionsMax));
        try
        {
            await places.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            return new FetchResult(FetchOutcome.Abandoned);
        }
        try
        {
            return await GuardAsync(order.LengthBytes, deadline => RangeAsync(order, listener, deadline), cancellationToken);
        }
        finally
        {
            places.Release();
        }
    }

    private async Task<FetchResult> RangeAsync(PieceOrder order, IRangeListener listener, FetchDeadline deadline)
    {
        var (first, length) = (order.Layer.Map.Offset(order.Request.Piece), order.LengthBytes);
        using var request = Request(order.Layer.Content, "", order.Ticket);
        request.Headers.Range = new RangeHeaderValue(first, first + length - 1);
        using var response = await streams.Http(order.Request.Peer).SendAsync(request, deadline.Token);
        if (response.StatusCode != HttpStatusCode.PartialContent) return Refused(response);
        if (response.Content.Headers.ContentEncoding.Count > 0) return Compressed;
        if (!IsExactly(response.Content.Headers, first, length, order.Layer.Content.SizeBytes)) return Wrong("another range than was asked for");
        await using var body = await response.Content.ReadAsStreamAsync(deadline.Token);
        return await new RangeBody(order, body, bandwidth, deadline, listener).ReadAsync();
    }

    private async Task<FetchResult> GuardAsync(long length, Func<FetchDeadline, Task<FetchResult>> fetch, CancellationToken cancellationToken)
    {
        using var deadline = new FetchDeadline(options, length, cancellationToken);
        try
        {
            return await fetch(deadline);
        }
        catch (OperationCanceledException)
        {
            return deadline.IsAbandoned ? new FetchResult(FetchOutcome.Abandoned) : FetchResult.Of(FetchFailure.Stalled, "It stalled.");
        }
        catch (PartFileException error)
        {
            return new FetchResult(FetchOutcome.DiskFailed, default, error.Message) { Trouble = error.Trouble };
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            return FetchResult.Of(FetchFailure.Broken, "The connection broke.");
        }
    }

    /// <summary>A layer may have megabytes: whoever is slow and gives something has not stalled.</summary>
    private static async Task FillAsync(Stream body, Memory<byte> bytes, FetchDeadline deadline)
    {
        while (bytes.Length > 0)
        {
            var read = await body.ReadAsync(bytes, deadline.Token);
            if (read == 0) throw new EndOfStreamException();
            deadline.Progress();
            bytes = bytes[read..];
        }
    }

    private static FetchResult Compressed => Wrong("compressed bytes");

    private static FetchResult Wrong(string what) => FetchResult.Of(FetchFailure.Wrong, what);

    private static FetchResult Refused(HttpResponseMessage response) => response.StatusCode switch
    {
        HttpStatusCode.ServiceUnavailable => FetchResult.Of(FetchFailure.Busy, "It has no slot."),
        HttpStatusCode.NotFound or HttpStatusCode.RequestedRangeNotSatisfiable => FetchResult.Of(FetchFailure.Refused, "It no longer has what it said it has."),
        // A node that stops or has trouble of its own tells no lie.
        >= HttpStatusCode.InternalServerError => FetchResult.Of(FetchFailure.Broken, "It has trouble of its own."),
        var status => Wrong(string.Create(CultureInfo.InvariantCulture, $"status {(int)status} instead of what was asked for")),
    };

    private static bool IsExactly(HttpContentHeaders headers, long first, long length, long sizeBytes) =>
        headers.ContentLength == length && headers.ContentRange is { Unit: "bytes" } range
        && range.From == first && range.To == first + length - 1 && range.Length == sizeBytes;

    private static HttpRequestMessage Request(ContentId content, string part, UInt128 ticket)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, $"http://peer/p2p/content/{content}{part}");
        request.Headers.Add(TicketHeader, ticket.ToString("x32", CultureInfo.InvariantCulture));
        return request;
    }
}
