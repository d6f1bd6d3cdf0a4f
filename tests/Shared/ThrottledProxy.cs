using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace WebP2P.Tests.Shared;

/// <summary>A TCP relay on loopback in front of a server: what the server sends is limited in rate, and all of it can be killed.</summary>
internal sealed class ThrottledProxy : IDisposable
{
    private const int ChunkBytes = 16 * 1024;

    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentBag<Socket> sockets = [];
    private readonly RateBucket bucket;
    private readonly Func<IPEndPoint> target;
    private long passedBytes;
    private volatile bool isKilled;

    /// <param name="target">Asked for every connection.</param>
    public ThrottledProxy(Func<IPEndPoint> target, long bytesPerSecond)
        : this(target, new RateBucket(bytesPerSecond))
    {
    }

    /// <param name="target">Asked for every connection.</param>
    /// <param name="bucket">May be that of several: what it holds or lets pass is then what they do together.</param>
    public ThrottledProxy(Func<IPEndPoint> target, RateBucket bucket)
    {
        this.target = target;
        this.bucket = bucket;
        listener.Start();
        _ = AcceptAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>From the server to its clients.</summary>
    public long PassedBytes => Interlocked.Read(ref passedBytes);

    /// <summary>While it is, nothing comes from the server; what its clients send goes on.</summary>
    public bool IsHeld
    {
        get => bucket.IsHeld;
        set => bucket.IsHeld = value;
    }

    /// <summary>Nothing more comes when so many more bytes have, until it is held no longer or asked once more: what is copied does not end before, however slow the test is.</summary>
    public void HoldAfter(long bytes) => bucket.HoldAfter(bytes);

    /// <summary>From now on as if the machine were gone.</summary>
    public void Kill()
    {
        isKilled = true;
        listener.Stop();
        foreach (var socket in sockets) socket.Dispose();
    }

    public void Dispose()
    {
        Kill();
        bucket.Dispose();
        listener.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (!isKilled) _ = RelayAsync(await listener.AcceptSocketAsync());
        }
        catch (Exception stopped) when (stopped is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // The listener stopped.
        }
    }

    private async Task RelayAsync(Socket client)
    {
        var server = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        sockets.Add(client);
        sockets.Add(server);
        try
        {
            client.NoDelay = true;
            await server.ConnectAsync(target());
            await Task.WhenAny(CopyAsync(client, server, isLimited: false), CopyAsync(server, client, isLimited: true));
        }
        catch (SocketException)
        {
            // The server does not answer; neither does its relay.
        }
        client.Dispose();
        server.Dispose();
    }

    private async Task CopyAsync(Socket from, Socket to, bool isLimited)
    {
        var buffer = new byte[ChunkBytes];
        try
        {
            for (; ; )
            {
                var read = await from.ReceiveAsync(buffer);
                if (read == 0) return;
                if (isLimited) await bucket.PassAsync(read);
                await to.SendAsync(buffer.AsMemory(0, read));
                if (isLimited) Interlocked.Add(ref passedBytes, read);
            }
        }
        catch (Exception closed) when (closed is SocketException or ObjectDisposedException)
        {
            // One end closed; the other follows.
        }
    }
}
