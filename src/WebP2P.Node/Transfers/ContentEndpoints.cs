using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;
using WebP2P.Node.Links;
using WebP2P.Protocols.Content;
using WebP2P.Protocols.Overlays;
using WebP2P.Protocols.Transfers;

namespace WebP2P.Node.Transfers;

/// <summary>Bytes and layers of what this node has, for peers that hold a slot.</summary>
internal sealed class ContentEndpoints(TransferServices services, UploadService uploads) : IPeerEndpoints
{
    private const int ChunkBytes = 256 * 1024;
    private const int RequestsOfPeerMax = 16;
    private const int RetryAfterSecondsMin = 5;
    private const int RetryAfterSecondsMax = 3_600;

    private readonly RequestCounts running = new(RequestsOfPeerMax);

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/p2p/content/{content}", BytesAsync);
        routes.MapGet("/p2p/content/{content}/layer", LayerAsync);
    }

    private async Task BytesAsync(HttpContext http)
    {
        if (!TryAsked(http, out var content, out var ticket)) return;
        if (!TryRange(http.Request, content.SizeBytes, out var first, out var last))
        {
            Refuse(http, LeaseRefusal.NoSuchRange, content);
            return;
        }
        var peer = http.PeerId();
        var lease = await services.Loop.AskAsync(() => uploads.Lease(peer, content, ticket, first, last), http.RequestAborted);
        if (lease.Refusal != LeaseRefusal.None)
        {
            Refuse(http, lease.Refusal, content, lease.RetryAfterMs);
            return;
        }
        using var served = await OpenAsync(lease, content, http.RequestAborted);
        if (served is null) Refuse(http, LeaseRefusal.NotHere, content);
        else await ServeAsync(http, lease.Record!, served, content, (first, last));
    }

    private async Task LayerAsync(HttpContext http)
    {
        if (!TryAsked(http, out var content, out var ticket)) return;
        var peer = http.PeerId();
        var lease = await services.Loop.AskAsync(() => uploads.Lease(peer, content, ticket, 0, -1), http.RequestAborted);
        var layer = lease.Layer;
        if (lease.Refusal == LeaseRefusal.None && layer is null) layer = (await services.Library.FindAsync(content, http.RequestAborted))?.Layer.ToBytes();
        if (layer is null)
        {
            Refuse(http, lease.Refusal == LeaseRefusal.None ? LeaseRefusal.NotHere : lease.Refusal, content, lease.RetryAfterMs);
            return;
        }
        services.Bandwidth.Charge(TransferDirection.Upload, layer.Length);
        Describe(http.Response, layer.Length);
        await http.Response.BodyWriter.WriteAsync(layer, http.RequestAborted);
    }

    private async Task<ServedFile?> OpenAsync(UploadLease lease, ContentId content, CancellationToken cancellationToken)
    {
        if (lease.OpenPart() is { } part) return new ServedFile(part);
        if (await services.Library.FindAsync(content, cancellationToken) is not { } whole) return null;
        if (whole.Open() is { } file) return new ServedFile(file, whole);
        await whole.ChangedAsync();
        return null;
    }

    private async Task ServeAsync(HttpContext http, UploadRecord record, ServedFile file, ContentId content, (long First, long Last) range)
    {
        if (!running.TryEnter(record.Peer))
        {
            services.Drops.Count(DropReason.LimitReached);
            Refuse(http, LeaseRefusal.NoSlot, content);
            return;
        }
        try
        {
            Interlocked.Increment(ref record.Requests);
            await SendAsync(http, record, file, content, range);
        }
        finally
        {
            // Whoever hangs up ends the sending with an exception.
            Interlocked.Decrement(ref record.Requests);
            running.Leave(record.Peer);
        }
    }

    private async Task SendAsync(HttpContext http, UploadRecord record, ServedFile file, ContentId content, (long First, long Last) range)
    {
        Describe(http.Response, range.Last - range.First + 1);
        http.Response.StatusCode = StatusCodes.Status206PartialContent;
        http.Response.Headers.ContentRange = string.Create(CultureInfo.InvariantCulture, $"bytes {range.First}-{range.Last}/{content.SizeBytes}");
        var writer = http.Response.BodyWriter;
        for (var offset = range.First; offset <= range.Last;)
        {
            var wanted = (int)Math.Min(ChunkBytes, range.Last - offset + 1);
            var allowed = await services.Bandwidth.TakeAsync(TransferDirection.Upload, record.Peer, wanted, http.RequestAborted);
            if (record.IsCut)
            {
                http.Abort();
                return;
            }
            var read = RandomAccess.Read(file.Handle, writer.GetSpan(allowed)[..allowed], offset);
            // What was read may be of the file as it is now: nothing of it leaves.
            if (read == 0 || !file.IsUnchanged)
            {
                await file.ChangedAsync();
                http.Abort();
                return;
            }
            writer.Advance(read);
            // Counted before it leaves: who has the last byte may hang up before the flush returns.
            uploads.Sent(record, read);
            if ((await writer.FlushAsync(http.RequestAborted)).IsCompleted) return;
            offset += read;
        }
    }

    private static void Describe(HttpResponse response, long length)
    {
        response.ContentType = "application/octet-stream";
        response.ContentLength = length;
        response.Headers.ContentDisposition = "attachment";
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.ContentSecurityPolicy = "sandbox; default-src 'none'";
    }

    private static bool TryAsked(HttpContext http, out ContentId content, out UInt128 ticket)
    {
        ticket = default;
        if (!ContentId.TryParse(http.Request.RouteValues["content"] as string, out content))
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return false;
        }
        var text = http.Request.Headers[PieceFetcher.TicketHeader].ToString();
        if (UInt128.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ticket)) return true;
        Refuse(http, LeaseRefusal.NoSlot, content);
        return false;
    }

    /// <summary>One range with both ends inside the content; none means all of it.</summary>
    private static bool TryRange(HttpRequest request, long sizeBytes, out long first, out long last)
    {
        (first, last) = (0, sizeBytes - 1);
        if (request.Headers.Range.Count == 0) return true;
        if (!RangeHeaderValue.TryParse(request.Headers.Range.ToString(), out var ranges) || ranges.Unit != "bytes" || ranges.Ranges.Count != 1) return false;
        var range = ranges.Ranges.First();
        (first, last) = (range.From ?? -1, Math.Min(range.To ?? sizeBytes - 1, sizeBytes - 1));
        return first >= 0 && first <= last;
    }

    private static void Refuse(HttpContext http, LeaseRefusal refusal, ContentId content, long retryAfterMs = 0)
    {
        var response = http.Response;
        switch (refusal)
        {
            case LeaseRefusal.NoSlot:
                response.StatusCode = StatusCodes.Status503ServiceUnavailable;
                response.Headers.RetryAfter = Math.Clamp((retryAfterMs + 999) / 1_000, RetryAfterSecondsMin, RetryAfterSecondsMax).ToString(CultureInfo.InvariantCulture);
                break;
            case LeaseRefusal.NoSuchRange:
                response.StatusCode = StatusCodes.Status416RangeNotSatisfiable;
                response.Headers.ContentRange = string.Create(CultureInfo.InvariantCulture, $"bytes */{content.SizeBytes}");
                break;
            default:
                response.StatusCode = StatusCodes.Status404NotFound;
                break;
        }
    }
}
