using System.Net;
using WebP2P.Tests.Shared;

namespace WebP2P.Host.Tests.Story;

/// <summary>A real node that others reach only through a relay of limited rate, so that copies from it take their time.</summary>
internal sealed class SlowNode : IAsyncDisposable
{
    private readonly ThrottledProxy proxy;

    private SlowNode(TestNode node, ThrottledProxy proxy)
    {
        Node = node;
        this.proxy = proxy;
    }

    public TestNode Node { get; }

    /// <summary>What the node announces.</summary>
    public string PeerAddress => $"127.0.0.1:{proxy.Port}";

    /// <summary>Gives so much yet, and then nothing until more is allowed; <see cref="long.MaxValue"/>: all of it.</summary>
    public void HoldAfter(long bytes) => proxy.HoldAfter(bytes);

    public static async Task<SlowNode> StartAsync(string name, long bytesPerSecond, string? indexServer = null)
    {
        var behind = new IPEndPoint(IPAddress.Loopback, FreePorts.Next());
        var proxy = new ThrottledProxy(() => behind, bytesPerSecond);
        var node = await TestNode.StartAsync(name, indexServer, options => options with { PeerListen = behind.ToString(), Announce = $"127.0.0.1:{proxy.Port}" });
        return new SlowNode(node, proxy);
    }

    public async ValueTask DisposeAsync()
    {
        await Node.DisposeAsync();
        proxy.Dispose();
    }
}
