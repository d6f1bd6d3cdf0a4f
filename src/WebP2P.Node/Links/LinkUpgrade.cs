using System.Net.WebSockets;

namespace WebP2P.Node.Links;

/// <summary>The dialler's half of opening a link: a WebSocket on a stream that is already there.</summary>
internal static class LinkUpgrade
{
    public const string Path = "/p2p/link";
    public const string SubProtocol = "webp2p.1";

    /// <exception cref="WebSocketException">The other side did not agree.</exception>
    public static async Task<WebSocket> ConnectAsync(PeerStream stream, int timeoutMs)
    {
        using var deadline = new CancellationTokenSource(timeoutMs);
        using var client = new HttpMessageInvoker(new SocketsHttpHandler
        {
            ConnectCallback = (_, _) => ValueTask.FromResult<Stream>(stream.Stream),
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            MaxResponseHeadersLength = 16,
            ActivityHeadersPropagator = null,
        });
        var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol(SubProtocol);
        socket.Options.KeepAliveInterval = Timeout.InfiniteTimeSpan;
        try
        {
            await socket.ConnectAsync(new Uri($"ws://peer{Path}"), client, deadline.Token);
            return socket;
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException)
        {
            socket.Dispose();
            await stream.Stream.DisposeAsync();
            throw new IOException($"it answered, but opened no link ({exception.Message})", exception);
        }
    }
}
