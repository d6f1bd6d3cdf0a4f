using System.Net;
using System.Net.Sockets;
using WebP2P.Protocols.Identity;

namespace WebP2P.Node.Links;

/// <summary>Where the peer plane listens: as the owner said, or the usual port, or the next free one, which is then kept.</summary>
public sealed class PeerListenChoice(NodeOptions options, LocalNetwork local)
{
    public const int UsualPort = 6699;
    private const int PortsTried = 100;

    /// <summary>What is wanted; the port may become another one when the owner chose none.</summary>
    internal IPEndPoint EndPoint { get; } = Wanted(options.PeerListen);

    internal IPEndPoint? Bound => local.PeerListen;

    /// <summary>The port of the last run, tried first when the owner chose none.</summary>
    public int? KeptPort { get; set; }

    /// <summary>The peer plane's listening socket; where it ended up is in <see cref="LocalNetwork.PeerListen"/>.</summary>
    internal Socket Bind()
    {
        var socket = options.PeerListen is null ? BindNextFree() : TryBind(EndPoint) ?? throw Taken(null);
        local.PeerListen = (IPEndPoint?)socket.LocalEndPoint;
        return socket;
    }

    internal PeerListenException Taken(Exception? cause) =>
        new($"Cannot listen on {EndPoint} (--peer-listen {options.PeerListen}): the port is taken or the address is not of this machine.", cause);

    internal void Unbind() => local.PeerListen = null;

    private Socket BindNextFree()
    {
        foreach (var port in Ports())
        {
            if (TryBind(new IPEndPoint(EndPoint.Address, port)) is not { } socket) continue;
            KeptPort = port;
            return socket;
        }

        throw new PeerListenException($"No free port between {UsualPort} and {UsualPort + PortsTried - 1}: choose one with --peer-listen HOST:PORT.");
    }

    private static Socket? TryBind(IPEndPoint endPoint)
    {
        var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (endPoint.Address.Equals(IPAddress.IPv6Any)) socket.DualMode = true;
            socket.Bind(endPoint);
            socket.Listen();
            return socket;
        }
        catch (SocketException)
        {
            socket.Dispose();
            return null;
        }
    }

    private IEnumerable<int> Ports()
    {
        var ports = Enumerable.Range(UsualPort, PortsTried);
        return KeptPort is { } kept ? ports.Prepend(kept) : ports;
    }

    private static IPEndPoint Wanted(string? listen)
    {
        if (listen is null) return new IPEndPoint(Socket.OSSupportsIPv6 ? IPAddress.IPv6Any : IPAddress.Any, UsualPort);
        var (host, port) = Split(listen);
        if (host == "localhost") host = "127.0.0.1";
        return IPAddress.TryParse(host, out var ip) ? new IPEndPoint(ip, port) : throw Unreadable(listen);
    }

    private static (string Host, int Port) Split(string listen)
    {
        if (listen.EndsWith(":0", StringComparison.Ordinal)) return (listen[..^2].Trim('[', ']'), 0);
        return PeerAddress.TryParse(listen, out var address) ? (address!.Host, address.Port) : throw Unreadable(listen);
    }

    private static PeerListenException Unreadable(string listen) => new($"--peer-listen {listen} is not HOST:PORT with an IP address.");
}
