using WebP2P.Protocols.Identity;

namespace WebP2P.Node.Links;

/// <summary>One HTTP client for each peer, so that connections are kept and counted for each.</summary>
internal sealed class PeerHttpClients(int connectionsPerPeerMax)
{
    private const int ClientsMax = 512;
    private static readonly TimeSpan IdleTimeout = TimeSpan.FromSeconds(50);

    private readonly Lock gate = new();
    private readonly Dictionary<NodeId, (HttpMessageInvoker Client, long UsedMs)> clients = [];

    public HttpMessageInvoker For(NodeId peer, Func<NodeId, CancellationToken, Task<Stream>> open)
    {
        lock (gate)
        {
            if (!clients.TryGetValue(peer, out var known))
            {
                if (clients.Count >= ClientsMax) clients.Remove(clients.MinBy(client => client.Value.UsedMs).Key);
                known.Client = Make(peer, open);
            }

            clients[peer] = (known.Client, Environment.TickCount64);
            return known.Client;
        }
    }

    /// <summary>Never disposed: a client that is forgotten may still carry a transfer; its idle connections close by themselves.</summary>
    private HttpMessageInvoker Make(NodeId peer, Func<NodeId, CancellationToken, Task<Stream>> open) => new(new OneHost(new SocketsHttpHandler
    {
        ConnectCallback = async (_, cancellationToken) => await open(peer, cancellationToken),
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        MaxResponseHeadersLength = 16,
        MaxConnectionsPerServer = connectionsPerPeerMax,
        PooledConnectionIdleTimeout = IdleTimeout,
        ActivityHeadersPropagator = null,
    }));

    /// <summary>The peer is the host whatever the address says, so that its connections are counted together.</summary>
    private sealed class OneHost(HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (request.RequestUri is { } asked) request.RequestUri = new UriBuilder(Uri.UriSchemeHttp, "peer", 80, asked.AbsolutePath, asked.Query).Uri;
            return base.SendAsync(request, cancellationToken);
        }
    }
}
