using WebP2P.Host.Access;

namespace WebP2P.Host.Cli;

/// <summary>Says who has the control port.</summary>
internal static class ControlPortTaken
{
    public static async Task<string> ExplainAsync(ControlOptions options, CancellationToken cancellationToken)
    {
        foreach (var url in options.UrlList)
            if (await IsWebP2PAsync(url, cancellationToken))
                return $"Another WebP2P is already running at {url}. Open it with: webp2p open. To run a second node give it --urls, --data and --peer-listen of its own.";
        return $"The control port is taken by another program ({options.Urls}). Choose another one with --urls, e.g. --urls http://localhost:5081.";
    }

    private static async Task<bool> IsWebP2PAsync(string url, CancellationToken cancellationToken)
    {
        using var handler = new HttpClientHandler { ServerCertificateCustomValidationCallback = (_, _, _, _) => true, UseProxy = false };
        using var http = new HttpClient(handler) { Timeout = TimeSpan.FromSeconds(10) };
        try
        {
            return await http.GetStringAsync($"{url.TrimEnd('/')}/health/live", cancellationToken) == ControlPlane.LiveText;
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException or UriFormatException)
        {
            return false;
        }
    }
}
