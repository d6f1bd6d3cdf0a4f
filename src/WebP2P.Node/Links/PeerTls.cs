using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using WebP2P.Node.Identity;
using WebP2P.Protocols.Identity;

namespace WebP2P.Node.Links;

/// <summary>The client's end of TLS 1.3 between nodes: both show self-signed certificates, of which only the key counts.</summary>
internal sealed class PeerTls(NodeIdentity identity, LocalNetwork local)
{
    private readonly SslStreamCertificateContext certificate = SslStreamCertificateContext.Create(identity.Certificate, null, offline: true);

    /// <summary>Connects and proves both ids.</summary>
    /// <exception cref="IOException">Nobody answered, or another node; the message says which.</exception>
    public async Task<PeerStream> ConnectAsync(IPEndPoint remote, NodeId? expected, int timeoutMs, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(timeoutMs);
        var socket = new Socket(remote.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            BindLike(socket, remote);
            await socket.ConnectAsync(remote, deadline.Token);
            return await HandshakeAsync(socket, remote, expected, deadline.Token);
        }
        catch (Exception exception) when (exception is SocketException or AuthenticationException or IOException or OperationCanceledException)
        {
            socket.Dispose();
            cancellationToken.ThrowIfCancellationRequested();
            throw Explained(exception, timeoutMs);
        }
    }

    /// <summary>A node that listens at one address only is seen at that address, so that others learn one that they can dial.</summary>
    private void BindLike(Socket socket, IPEndPoint remote)
    {
        if (local.PeerListen?.Address is not { } own || own.AddressFamily != remote.AddressFamily || own.Equals(IPAddress.Any) || own.Equals(IPAddress.IPv6Any)) return;
        if (IPAddress.IsLoopback(own) == IPAddress.IsLoopback(remote.Address)) socket.Bind(new IPEndPoint(own, 0));
    }

    private async Task<PeerStream> HandshakeAsync(Socket socket, IPEndPoint remote, NodeId? expected, CancellationToken cancellationToken)
    {
        NodeId? met = null;
        var stream = new SslStream(new ReadAhead(new NetworkStream(socket, ownsSocket: true)));
        await stream.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions
            {
                TargetHost = expected?.ToString()[..32] ?? "",
                EnabledSslProtocols = SslProtocols.Tls13,
                ClientCertificateContext = certificate,
                CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
                RemoteCertificateValidationCallback = (_, shown, _, _) => (met = IdOf(shown)) is not null,
            },
            cancellationToken);
        if (met is { } peer && (expected is null || expected == peer)) return new PeerStream(stream, peer, remote) { Local = (socket.LocalEndPoint as IPEndPoint)?.Address };
        await stream.DisposeAsync();
        throw new WrongPeerException($"expected node {expected?.ShortText}, but node {met?.ShortText} answered");
    }

    private static NodeId? IdOf(X509Certificate? shown) =>
        shown is X509Certificate2 certificate && NodeIdentity.TryNodeId(certificate, out var id) ? id : null;

    private static IOException Explained(Exception exception, int timeoutMs) => exception switch
    {
        WrongPeerException wrong => wrong,
        OperationCanceledException => new IOException($"no answer within {timeoutMs / 1000.0:0.#} s", exception),
        SocketException { SocketErrorCode: SocketError.ConnectionRefused } => new IOException("connection refused", exception),
        SocketException socket => new IOException($"cannot connect ({socket.SocketErrorCode})", exception),
        _ => new IOException("what answered is not a node that speaks this protocol", exception),
    };
}
