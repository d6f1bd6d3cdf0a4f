using System.Text.Json;
using WebP2P.Node.Control;
using WebP2P.Protocols.Content;
using WebP2P.Protocols.Identity;

namespace WebP2P.Node.Links;

/// <summary>Asks other nodes what they share.</summary>
internal sealed class PeerLibrary(IPeerStreams streams)
{
    public const int FilesMax = 200;
    private const int PageBytesMax = 2 * 1024 * 1024;
    private const int TextLengthMax = 1024;
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(20);

    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web) { AllowDuplicateProperties = false, MaxDepth = 8 };

    public async Task<Outcome<Page<PeerFile>>> PageAsync(NodeId peer, string? query, PageRequest page, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(Timeout);
        try
        {
            return await AskAsync(peer, query, page, deadline.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Unavailable($"It did not answer within {Timeout.TotalSeconds:0} s.");
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or JsonException)
        {
            return Unavailable($"It cannot be asked: {exception.Message}.");
        }
    }

    private async Task<Outcome<Page<PeerFile>>> AskAsync(NodeId peer, string? query, PageRequest page, CancellationToken cancellationToken)
    {
        var limit = Math.Clamp(page.Limit, 1, FilesMax);
        var asked = new Uri($"http://peer{LibraryEndpoint.Path}?limit={limit}&cursor={Uri.EscapeDataString(page.Cursor ?? "")}&query={Uri.EscapeDataString(query ?? "")}");
        using var request = new HttpRequestMessage(HttpMethod.Get, asked);
        using var response = await streams.Http(peer).SendAsync(request, cancellationToken);
        if (!response.IsSuccessStatusCode) return Unavailable($"It answered with status {(int)response.StatusCode}.");
        await response.Content.LoadIntoBufferAsync(PageBytesMax, cancellationToken);
        var answer = JsonSerializer.Deserialize<PeerLibraryPage>(await response.Content.ReadAsByteArrayAsync(cancellationToken), Json);
        if (answer?.Files is null || answer.Files.Count > limit || answer.Next?.Length > TextLengthMax) return Unavailable("Its answer is not a page of files.");
        return new Page<PeerFile>([.. answer.Files.Select(Read).OfType<PeerFile>()], answer.Next);
    }

    private static PeerFile? Read(PeerLibraryFile file)
    {
        if (file is not { Hash: not null, Name: { Length: > 0 and <= TextLengthMax }, Path.Length: <= TextLengthMax, Size: >= 0 and <= ContentId.SizeBytesMax }) return null;
        return ContentHash.TryParse(file.Hash, out var hash) ? new PeerFile(hash, file.Size, file.Name, file.Path, ContentKinds.FromName(file.Name)) : null;
    }

    private static Refusal Unavailable(string message) => new(RefusalKind.Unavailable, "peer-unavailable", message);
}
