using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using WebP2P.Node.Control;
using WebP2P.Protocols.Overlays;
using WebP2P.Protocols.Search;

namespace WebP2P.Node.Links;

/// <summary><c>GET /p2p/library</c>: what this node shares, folder by folder and in pages.</summary>
internal sealed class LibraryEndpoint(ILibraryTree? library, DropCounters drops) : IPeerEndpoints, IDisposable
{
    public const string Path = "/p2p/library";

    private readonly LibraryTurns turns = new();

    /// <summary>A node without a library has no such endpoint.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        if (library is not null) routes.MapGet(Path, context => AnswerAsync(context, library));
    }

    public void Dispose() => turns.Dispose();

    private async Task AnswerAsync(HttpContext context, ILibraryTree library)
    {
        if (!turns.TryTake(context.PeerId(), Environment.TickCount64))
        {
            context.Response.Headers.RetryAfter = "1";
            Refuse(context, DropReason.RateExceeded, StatusCodes.Status429TooManyRequests);
            return;
        }
        var question = new LibraryQuestion(Text(context, "path") ?? "", Text(context, "query"));
        var cursor = Text(context, "cursor");
        if (!IsSane(question, cursor) || !TryLimit(context, out var limit))
        {
            Refuse(context, DropReason.Malformed, StatusCodes.Status400BadRequest);
            return;
        }
        var outcome = await turns.ReadAsync(() => library.ListAsync(question, new PageRequest(cursor, limit), context.RequestAborted), context.RequestAborted);
        if (outcome.Value is not { } page)
        {
            Refuse(context, DropReason.Malformed, StatusCodes.Status400BadRequest);
            return;
        }
        context.Response.Headers.XContentTypeOptions = "nosniff";
        await context.Response.WriteAsJsonAsync(Told(page), PeerLibrary.Json, context.RequestAborted);
    }

    private void Refuse(HttpContext context, DropReason reason, int status)
    {
        drops.Count(reason);
        context.Response.StatusCode = status;
    }

    private static bool IsSane(LibraryQuestion question, string? cursor) =>
        Encoding.UTF8.GetByteCount(question.Path) <= LibraryQuestion.PathBytesMax && question.Query is not { Length: > Query.TextMax } && cursor is not { Length: > PeerLibrary.CursorLengthMax };

    private static PeerLibraryPage Told(Page<LibraryEntry> page) => new(
        [.. page.Items.Where(entry => entry.Type == LibraryEntryType.Folder).Select(entry => new PeerLibraryFolder(entry.Name, entry.Files ?? 0, entry.Size))],
        [.. page.Items.Where(entry => entry.Type == LibraryEntryType.File).Select(File)],
        page.NextCursor);

    private static PeerLibraryFile File(LibraryEntry entry) =>
        new(entry.Hash?.ToString(), entry.Size, entry.Path[..^(entry.Name.Length + 1)], entry.Name, Math.Max(0, entry.Modified?.ToUnixTimeMilliseconds() ?? 0));

    private static string? Text(HttpContext context, string name) => context.Request.Query[name].ToString() is { Length: > 0 } text ? text : null;

    private static bool TryLimit(HttpContext context, out int limit)
    {
        var text = Text(context, "limit");
        limit = PeerLibrary.EntriesMax;
        return text is null || (int.TryParse(text, out limit) && limit is >= 1 and <= PeerLibrary.EntriesMax);
    }
}
