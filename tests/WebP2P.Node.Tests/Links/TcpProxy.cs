using System.Net;
using System.Net.Sockets;

namespace WebP2P.Node.Tests.Links;

/// <summary>A connection through the middle that can be cut, or frozen: nothing passes any more, nothing is closed.</summary>
internal sealed class TcpProxy : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly List<Socket> sockets = [];
    private readonly IPEndPoint target;
    private readonly Task accepting;
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool isFrozen;
    private volatile TaskCompletionSource? stopped;

    public TcpProxy(IPEndPoint target)
    {
        this.target = target;
        listener.Start();
        accepting = AcceptAsync();
    }

    public IPEndPoint EndPoint => (IPEndPoint)listener.LocalEndpoint;

    /// <summary>What comes from now on is swallowed.</summary>
    public void Freeze() => isFrozen = true;

    /// <summary>Nothing is read any more: whoever sends has to wait.</summary>
    public void StopReading() => stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void ReadAgain() => stopped!.TrySetResult();

    public void Cut()
    {
        lock (sockets)
        {
            foreach (var socket in sockets) socket.Dispose();
        }
    }

    public async ValueTask DisposeAsync()
    {
        listener.Stop();
        Cut();
        ended.TrySetResult();
        await accepting;
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var near = await listener.AcceptSocketAsync();
                var far = new Socket(SocketType.Stream, ProtocolType.Tcp);
                lock (sockets) sockets.AddRange([near, far]);
                await far.ConnectAsync(target);
                _ = PumpAsync(near, far);
                _ = PumpAsync(far, near);
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // Stopped.
        }
    }

    private async Task PumpAsync(Socket from, Socket to)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            while (await from.ReceiveAsync(buffer) is var count and > 0)
            {
                if (stopped is { } reading) await Task.WhenAny(ended.Task, reading.Task);
                if (!isFrozen) await to.SendAsync(buffer.AsMemory(0, count));
            }

            to.Shutdown(SocketShutdown.Send);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // Cut.
        }
    }
}
