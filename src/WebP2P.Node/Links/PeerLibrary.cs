using System.Text.Json;
using WebP2P.Node.Control;
using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Overlays;
using WebP2P.Protocols.Search;

namespace WebP2P.Node.Links;

/// <summary>Asks other nodes what they share, folder by folder.</summary>
internal sealed class PeerLibrary(IPeerStreams streams, DropCounters drops)
{
    /// <summary>Folders and files of one page.</summary>
    public const int EntriesMax = 200;

    /// <summary>Characters of a cursor.</summary>
    public const int CursorLengthMax = 1_500;

    /// <summary>Of the whole address: the peer plane takes a request line of 4 KiB.</summary>
    private const int AddressLengthMax = 3_900;

    private const int PageBytesMax = 2 * 1024 * 1024;
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(20);

    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web) { AllowDuplicateProperties = false, MaxDepth = 8 };

    public async Task<Outcome<Page<LibraryEntry>>> PageAsync(NodeId peer, LibraryQuestion question, PageRequest page, CancellationToken cancellationToken)
    {
        Query? query = null;
        if (!string.IsNullOrWhiteSpace(question.Query) && !Query.TryParse(question.Query, out query, out var problem)) return new Refusal(RefusalKind.Invalid, "invalid-query", problem!.Message);
        var limit = Math.Clamp(page.Limit, 1, EntriesMax);
        var asked = $"http://peer{LibraryEndpoint.Path}?limit={limit}&path={Uri.EscapeDataString(question.Path)}&query={Uri.EscapeDataString(query?.ToString() ?? "")}&cursor={Uri.EscapeDataString(page.Cursor ?? "")}";
        if (asked.Length > AddressLengthMax) return new Refusal(RefusalKind.Invalid, "question-too-long", "Path and query are too long for one question. Use fewer words, or ask from a folder further up.");
        return await AskAsync(peer, new Uri(asked), new PeerLibraryCheck(question.Path, query, drops), limit, cancellationToken);
    }

    private async Task<Outcome<Page<LibraryEntry>>> AskAsync(NodeId peer, Uri asked, PeerLibraryCheck check, int limit, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(Timeout);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, asked);
            using var response = await streams.Http(peer).SendAsync(request, deadline.Token);
            if (!response.IsSuccessStatusCode) return Unavailable($"It answered with status {(int)response.StatusCode}.");
            await response.Content.LoadIntoBufferAsync(PageBytesMax, deadline.Token);
            var answer = JsonSerializer.Deserialize<PeerLibraryPage>(await response.Content.ReadAsByteArrayAsync(deadline.Token), Json);
            if (answer is { Next: not { Length: > CursorLengthMax } } && check.Read(answer, limit) is { } entries) return new Page<LibraryEntry>(entries, answer.Next);
            drops.Count(DropReason.Malformed);
            return Unavailable("Its answer is not a page of a library.");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Unavailable($"It did not answer within {Timeout.TotalSeconds:0} s.");
        }
        catch (JsonException)
        {
            drops.Count(DropReason.Malformed);
            return Unavailable("Its answer is not a page of a library.");
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            return Unavailable($"It cannot be asked: {exception.Message}.");
        }
    }

    private static Refusal Unavailable(string message) => new(RefusalKind.Unavailable, "peer-unavailable", message);
}
