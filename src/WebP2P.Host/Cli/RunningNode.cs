using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using WebP2P.Host.Access;

namespace WebP2P.Host.Cli;

internal enum StatusShape { Text, Json, Quiet }

/// <summary>Talks to the node that owns a data folder: it left its address and its key there.</summary>
internal static class RunningNode
{
    /// <summary>Name of the file with the control plane's address; there while the node runs.</summary>
    public const string AddressFileName = "control-address";

    public static async Task<int> OpenAsync(string? data, CancellationToken cancellationToken)
    {
        var (code, body) = await AskAsync(data, HttpMethod.Post, "api/v1/session/links", cancellationToken);
        if (code == ExitCodes.Done) Console.WriteLine(body!.RootElement.GetProperty("url").GetString());
        return code;
    }

    public static async Task<int> StatusAsync(string? data, StatusShape shape, CancellationToken cancellationToken)
    {
        var (code, body) = await AskAsync(data, HttpMethod.Get, "api/v1/node", cancellationToken, shape == StatusShape.Quiet);
        if (code != ExitCodes.Done || shape == StatusShape.Quiet) return code;
        Console.WriteLine(shape == StatusShape.Json ? body!.RootElement.GetRawText() : Sentence(body!.RootElement));
        return code;
    }

    private static string Sentence(JsonElement node)
    {
        var totals = node.GetProperty("totals");
        var overlays = node.GetProperty("overlays").EnumerateArray().Select(overlay => $"{overlay.GetProperty("name")}: {overlay.GetProperty("state")} ({overlay.GetProperty("reason")})");
        return $"""
            {node.GetProperty("name")} {node.GetProperty("id")}
            addresses  {string.Join(", ", node.GetProperty("addresses").EnumerateArray())}
            shared     {totals.GetProperty("sharedFiles")} files, {totals.GetProperty("sharedBytes")} bytes
            peers      {totals.GetProperty("peers")}
            {string.Join('\n', overlays)}
            """;
    }

    /// <summary>Asks the node; what it refuses is said on stderr.</summary>
    /// <param name="body">Sent as JSON.</param>
    /// <returns>The exit code, and the answer when there is one.</returns>
    public static async Task<(int Code, JsonDocument? Body)> AskAsync(string? data, HttpMethod method, string path, CancellationToken cancellationToken, bool isQuiet = false, object? body = null)
    {
        var folder = Path.GetFullPath(data ?? Environment.GetEnvironmentVariable("WEBP2P__DATA") ?? HostSettings.DefaultData());
        var addressFile = Path.Combine(folder, AddressFileName);
        var keyFile = Path.Combine(folder, ControlKey.FileName);
        if (!File.Exists(addressFile) || !File.Exists(keyFile)) return (NotRunning(folder, isQuiet), null);
        // The address is the node's own, from a file that only the owner can write: its self-signed certificate is trusted.
        using var handler = new HttpClientHandler { ServerCertificateCustomValidationCallback = (_, _, _, _) => true, UseProxy = false };
        using var http = new HttpClient(handler) { Timeout = TimeSpan.FromSeconds(30) };
        using var request = new HttpRequestMessage(method, $"{(await File.ReadAllTextAsync(addressFile, cancellationToken)).Trim()}/{path}");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", (await File.ReadAllTextAsync(keyFile, cancellationToken)).Trim());
        if (body is not null) request.Content = JsonContent.Create(body);
        try
        {
            using var response = await http.SendAsync(request, cancellationToken);
            var text = await response.Content.ReadAsStringAsync(cancellationToken);
            if (response.IsSuccessStatusCode) return (ExitCodes.Done, text.Length == 0 ? null : JsonDocument.Parse(text));
            if (!isQuiet) await Console.Error.WriteLineAsync(Reason(response.StatusCode, text));
            return (CodeOf(response.StatusCode), null);
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException or JsonException)
        {
            return (NotRunning(folder, isQuiet), null);
        }
    }

    private static int CodeOf(HttpStatusCode status) => status switch
    {
        HttpStatusCode.Unauthorized => ExitCodes.NotSignedIn,
        HttpStatusCode.NotFound => ExitCodes.NotFound,
        _ => ExitCodes.Failed,
    };

    private static string Reason(HttpStatusCode status, string body)
    {
        try
        {
            using var problem = JsonDocument.Parse(body);
            if (problem.RootElement.TryGetProperty("detail", out var detail) && detail.GetString() is { } sentence) return sentence;
        }
        catch (JsonException)
        {
            // Something in between answered, not the node.
        }
        return $"The node answered {(int)status}.";
    }

    private static int NotRunning(string folder, bool isQuiet)
    {
        if (!isQuiet) Console.Error.WriteLine($"No node runs with the data folder {folder}. Start one with: webp2p");
        return ExitCodes.NotRunning;
    }
}
