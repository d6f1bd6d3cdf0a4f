using System.Net;
using System.Net.WebSockets;
using WebP2P.Protocols.Identity;

namespace WebP2P.Node.Links;

/// <summary>Makes a link's connection out of a WebSocket: reader, writer and the hello of both sides.</summary>
internal sealed class LinkWiring(OwnHello hello, LinkHandshake handshake, EcdsaSeal seal, DropCounters drops, LinkOptions options)
{
    public NodeId Self => handshake.Self;

    public LinkHandshake Handshake => handshake;

    public DropCounters Drops => drops;

    public LinkOptions Options => options;

    public OwnHello Hello => hello;

    /// <summary>The connection after the hello, or why there is none; the socket is closed then.</summary>
    public async Task<(LinkWire? Wire, string? Refusal)> OpenAsync(WebSocket webSocket, NodeId peer, (IPEndPoint Remote, IPAddress? Local) ends, bool isDialled)
    {
        var socket = new LinkSocket(webSocket, options);
        var reader = new LinkReader(socket, new LinkSeal(seal, drops, options), drops);
        var own = hello.Make(PeerAddress.From(ends.Remote));
        var (theirs, refusal) = await handshake.RunAsync(socket, reader, peer, own);
        if (theirs is not null)
        {
            var pingMs = AddressPolicy.IsNear(ends.Remote.Address) ? options.PingLanMs : options.PingInternetMs;
            return (new LinkWire(socket, reader, peer, theirs, new WireEnd(isDialled, ends.Remote, ends.Local, pingMs, options.PingsMissedMax)), null);
        }

        await socket.LeaveAsync();
        socket.Dispose();
        return (null, refusal);
    }
}
