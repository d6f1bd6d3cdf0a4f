using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using WebP2P.Node.Control;
using WebP2P.Protocols.Overlays;

namespace WebP2P.Node.Links;

/// <summary><c>GET /p2p/library</c>: what this node shares, in pages.</summary>
internal sealed class LibraryEndpoint(IShares? shares, DropCounters drops) : IPeerEndpoints
{
    public const string Path = "/p2p/library";
    private const int TextLengthMax = 1024;

    /// <summary>A node without a library has no such endpoint.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        if (shares is not null) routes.MapGet(Path, context => AnswerAsync(context, shares));
    }

    private async Task AnswerAsync(HttpContext context, IShares shares)
    {
        var query = Text(context, "query");
        var cursor = Text(context, "cursor");
        if (query?.Length > TextLengthMax || cursor?.Length > TextLengthMax || !TryLimit(context, out var limit))
        {
            drops.Count(DropReason.Malformed);
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        var page = await shares.FilesAsync(query, null, new PageRequest(cursor, limit), context.RequestAborted);
        var files = page.Items.Select(file => new PeerLibraryFile(file.Hash.ToString(), file.Size, file.Name, file.Path));
        context.Response.Headers.XContentTypeOptions = "nosniff";
        await context.Response.WriteAsJsonAsync(new PeerLibraryPage([.. files], page.NextCursor), PeerLibrary.Json, context.RequestAborted);
    }

    private static string? Text(HttpContext context, string name) => context.Request.Query[name].ToString() is { Length: > 0 } text ? text : null;

    private static bool TryLimit(HttpContext context, out int limit)
    {
        var text = Text(context, "limit");
        limit = PeerLibrary.FilesMax;
        return text is null || (int.TryParse(text, out limit) && limit is >= 1 and <= PeerLibrary.FilesMax);
    }
}
