using System.Net;
using System.Threading.Channels;
using Microsoft.AspNetCore.Connections;
using WebP2P.Protocols.Identity;

namespace WebP2P.Node.Links;

/// <summary>End point without a socket: connections come as streams that are already authenticated.</summary>
internal sealed class StreamEndPoint : EndPoint
{
    public override string ToString() => "streams";
}

/// <summary>A listener fed from a channel, so that the peer plane can serve a stream which this node dialled.</summary>
internal sealed class StreamListener : IConnectionListenerFactory, IConnectionListenerFactorySelector, IConnectionListener
{
    private const int WaitingMax = 64;

    private readonly Channel<StreamConnection> waiting = Channel.CreateBounded<StreamConnection>(WaitingMax);

    public EndPoint EndPoint { get; private set; } = new StreamEndPoint();

    /// <summary>False when the listener is closed or too many streams wait; the stream stays the caller's.</summary>
    public bool TryServe(Stream stream, NodeId peer, EndPoint? remote) => waiting.Writer.TryWrite(new StreamConnection(stream, peer, remote));

    public bool CanBind(EndPoint endpoint) => endpoint is StreamEndPoint;

    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        EndPoint = endpoint;
        return ValueTask.FromResult<IConnectionListener>(this);
    }

    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default) =>
        await waiting.Reader.WaitToReadAsync(cancellationToken) && waiting.Reader.TryRead(out var connection) ? connection : null;

    public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        waiting.Writer.TryComplete();
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        waiting.Writer.TryComplete();
        while (waiting.Reader.TryRead(out var connection)) await connection.DisposeAsync();
    }
}
