using System.Buffers;
using System.Net.WebSockets;
using WebP2P.Node.Identity;
using WebP2P.Node.Links;
using WebP2P.Node.Storage;
using WebP2P.Protocols;
using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Links;
using WebP2P.Protocols.Overlays;
using WebP2P.Protocols.Wire;

namespace WebP2P.Node.Tests.Links;

/// <summary>A stranger who writes on a link whatever it likes.</summary>
internal sealed class RawPeer : IDisposable
{
    private const int DeadlineMs = 60_000;

    private readonly TempFolder folder = new();
    private readonly DataFolder data;
    private readonly NodeIdentity identity;
    private WebSocket? socket;

    public RawPeer()
    {
        data = DataFolder.Open(folder["data"]);
        identity = NodeIdentity.Open(data);
    }

    public NodeId Id => identity.Id;

    public NodeIdentity Identity => identity;

    public PeerTls Tls => new(identity, new LocalNetwork(new NodeOptions { Data = folder["data"], Downloads = folder["downloads"] }));

    public static Hello Hello(string network = "public", int versionMin = 1, int versionMax = 1)
    {
        Assert.True(NetworkName.TryParse(network, out var name));
        return new Hello(versionMin, versionMax, name!.Id, [], "raw/1", "raw", [], null, Reachability.Unknown, 0, new Bytes32(System.Security.Cryptography.RandomNumberGenerator.GetBytes(32)));
    }

    public async Task ConnectAsync(LinkNode node)
    {
        var stream = await Tls.ConnectAsync(node.Plane.EndPoint!, node.Id, DeadlineMs, CancellationToken.None);
        socket = await LinkUpgrade.ConnectAsync(stream, DeadlineMs);
    }

    public static byte[] Frame(Message message, Header header = default)
    {
        var output = new ArrayBufferWriter<byte>();
        FrameCodec.Write(output, header, message);
        return output.WrittenSpan.ToArray();
    }

    public Task SendAsync(params Message[] messages) => SendAsync([.. messages.SelectMany(message => Frame(message))]);

    public Task SendAsync(byte[] bytes) => socket!.SendAsync(bytes, WebSocketMessageType.Binary, true, CancellationToken.None);

    /// <summary>The next message of this kind; fails when the other side closes before.</summary>
    public async Task<T> ReadAsync<T>()
        where T : Message => await TryReadAsync<T>() ?? throw new InvalidOperationException($"The link closed before a {typeof(T).Name} came.");

    /// <summary>Null when the other side closed.</summary>
    public async Task<T?> TryReadAsync<T>()
        where T : Message
    {
        using var deadline = new CancellationTokenSource(DeadlineMs);
        var buffer = new byte[FrameCodec.FrameBytesMax];
        while (true)
        {
            ValueWebSocketReceiveResult received;
            try
            {
                received = await socket!.ReceiveAsync(buffer.AsMemory(), deadline.Token);
            }
            catch (WebSocketException)
            {
                return null;
            }

            if (received.MessageType == WebSocketMessageType.Close) return null;
            ReadOnlyMemory<byte> rest = buffer.AsMemory(0, received.Count).ToArray();
            while (FrameCodec.TryRead(ref rest, NoSeal.Instance, out _, out var message, out _) is not (FrameStatus.End or FrameStatus.Broken))
                if (message is T wanted) return wanted;
        }
    }

    public void Dispose()
    {
        socket?.Abort();
        socket?.Dispose();
        identity.Dispose();
        data.Dispose();
        folder.Dispose();
    }
}
