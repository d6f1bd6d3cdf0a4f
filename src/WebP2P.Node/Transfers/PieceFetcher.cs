using System.Buffers;
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

    private const int BufferBytes = 256 * 1024;

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
            if (response.Content.Headers.ContentLength != length) return Wrong("a piece layer of another length");
            await using var body = await response.Content.ReadAsStreamAsync(deadline.Token);
            await body.ReadExactlyAsync(bytes, deadline.Token);
            return new FetchResult(FetchOutcome.Right);
        }, cancellationToken);
        if (result.Outcome != FetchOutcome.Right) return (null, result);
        return PieceLayer.TryProve(content, bytes, out var layer) ? (layer, result) : (null, Wrong("a piece layer that is not of this content"));
    }

    /// <param name="arrived">Called with the number of bytes of each read.</param>
    public async Task<FetchResult> PieceAsync(PieceOrder order, Action<int> arrived, CancellationToken cancellationToken)
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
            return await GuardAsync(order.Layer.Map.Length(order.Request.Piece), deadline => PieceAsync(order, arrived, deadline), cancellationToken);
        }
        finally
        {
            places.Release();
        }
    }

    private async Task<FetchResult> PieceAsync(PieceOrder order, Action<int> arrived, FetchDeadline deadline)
    {
        var (first, length) = (order.Layer.Map.Offset(order.Request.Piece), order.Layer.Map.Length(order.Request.Piece));
        using var request = Request(order.Layer.Content, "", order.Ticket);
        request.Headers.Range = new RangeHeaderValue(first, first + length - 1);
        using var response = await streams.Http(order.Request.Peer).SendAsync(request, deadline.Token);
        if (response.StatusCode != HttpStatusCode.PartialContent) return Refused(response);
        if (!IsExactly(response.Content.Headers, first, length, order.Layer.Content.SizeBytes)) return Wrong("another range than was asked for");
        await using var body = await response.Content.ReadAsStreamAsync(deadline.Token);
        return order.Request.Second
            ? await BufferAsync(order, body, arrived, deadline)
            : await StreamAsync(order, body, arrived, deadline);
    }

    private async Task<FetchResult> StreamAsync(PieceOrder order, Stream body, Action<int> arrived, FetchDeadline deadline)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            using var hasher = new PieceHasher(order.Layer.Map);
            var length = order.Layer.Map.Length(order.Request.Piece);
            for (var done = 0; done < length;)
            {
                var read = await ReadAsync(order.Request.Peer, body, buffer.AsMemory(0, Math.Min(BufferBytes, length - done)), arrived, deadline);
                if (read == 0) return FetchResult.Of(FetchFailure.Broken, "It ended a piece early.");
                hasher.Append(buffer.AsSpan(0, read));
                if (!order.File.TryWrite(order.Request.Piece, done, buffer.AsMemory(0, read))) return new FetchResult(FetchOutcome.Superfluous);
                done += read;
            }
            return await JudgeAsync(order, hasher.Finish(), default, body, deadline);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>A second copy must not write over the first until it is proven.</summary>
    private async Task<FetchResult> BufferAsync(PieceOrder order, Stream body, Action<int> arrived, FetchDeadline deadline)
    {
        var length = order.Layer.Map.Length(order.Request.Piece);
        var buffer = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            for (var done = 0; done < length;)
            {
                var read = await ReadAsync(order.Request.Peer, body, buffer.AsMemory(done, Math.Min(BufferBytes, length - done)), arrived, deadline);
                if (read == 0) return FetchResult.Of(FetchFailure.Broken, "It ended a piece early.");
                done += read;
            }
            var root = MerkleTree.PieceRoot(buffer.AsSpan(0, length), order.Layer.Map);
            return await JudgeAsync(order, root, buffer.AsMemory(0, length), body, deadline);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static async Task<FetchResult> JudgeAsync(PieceOrder order, Bytes32 root, ReadOnlyMemory<byte> unwritten, Stream body, FetchDeadline deadline)
    {
        if (root != order.Layer[order.Request.Piece]) return new FetchResult(FetchOutcome.Wrong);
        if (await body.ReadAsync(new byte[1], deadline.Token) != 0) return Wrong("more bytes than were asked for");
        return new FetchResult(order.File.TryFinish(order.Request.Piece, unwritten) ? FetchOutcome.Right : FetchOutcome.Superfluous);
    }

    private async ValueTask<int> ReadAsync(NodeId peer, Stream body, Memory<byte> buffer, Action<int> arrived, FetchDeadline deadline)
    {
        if (bandwidth.IsLimited(TransferDirection.Download)) buffer = buffer[..await AllowedAsync(peer, buffer.Length, deadline)];
        var read = await body.ReadAsync(buffer, deadline.Token);
        bandwidth.Return(TransferDirection.Download, buffer.Length - read);
        if (read == 0) return 0;
        deadline.Progress();
        arrived(read);
        return read;
    }

    /// <summary>What is not read waits in the source's hands; waiting for the own limit is not its fault.</summary>
    private async ValueTask<int> AllowedAsync(NodeId peer, int bytes, FetchDeadline deadline)
    {
        deadline.Pause();
        var allowed = await bandwidth.TakeAsync(TransferDirection.Download, peer, bytes, deadline.Token);
        deadline.Resume();
        return allowed;
    }

    private async Task<FetchResult> GuardAsync(int length, Func<FetchDeadline, Task<FetchResult>> fetch, CancellationToken cancellationToken)
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

    private static FetchResult Wrong(string what) => FetchResult.Of(FetchFailure.Wrong, what);

    private static FetchResult Refused(HttpResponseMessage response) => response.StatusCode switch
    {
        HttpStatusCode.ServiceUnavailable => FetchResult.Of(FetchFailure.Busy, "It has no slot."),
        HttpStatusCode.NotFound or HttpStatusCode.RequestedRangeNotSatisfiable => FetchResult.Of(FetchFailure.Refused, "It no longer has what it said it has."),
        var status => Wrong(string.Create(CultureInfo.InvariantCulture, $"status {(int)status} instead of what was asked for")),
    };

    private static bool IsExactly(HttpContentHeaders headers, long first, int length, long sizeBytes) =>
        headers.ContentLength == length && headers.ContentRange is { Unit: "bytes" } range
        && range.From == first && range.To == first + length - 1 && range.Length == sizeBytes;

    private static HttpRequestMessage Request(ContentId content, string part, UInt128 ticket)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, $"http://peer/p2p/content/{content}{part}");
        request.Headers.Add(TicketHeader, ticket.ToString("x32", CultureInfo.InvariantCulture));
        return request;
    }
}
