using WebP2P.Protocols.Identity;

namespace WebP2P.Node.Links;

/// <summary>The only way out: authenticated streams to other nodes (direct now; dial-back and relay later).</summary>
public interface IPeerStreams
{
    /// <summary>TLS 1.3, both certificates checked against the ids. Tries the addresses of the peer's newest record, the last good one first.</summary>
    /// <exception cref="IOException">No address answered with this id; the message says why.</exception>
    Task<Stream> OpenAsync(NodeId peer, CancellationToken cancellationToken);

    /// <summary>HTTP/1.1 over such streams, kept alive; the request's host is ignored, e.g. <c>http://peer/p2p/content/...</c>.</summary>
    HttpMessageInvoker Http(NodeId peer);
}
