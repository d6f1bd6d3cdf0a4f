using System.IO.Pipelines;
using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;
using WebP2P.Protocols.Identity;

namespace WebP2P.Node.Links;

/// <summary>An authenticated stream as the server sees a connection.</summary>
internal sealed class StreamConnection : ConnectionContext, IDuplexPipe
{
    private readonly Stream stream;
    private readonly CancellationTokenSource closed = new();

    public StreamConnection(Stream stream, NodeId peer, EndPoint? remote)
    {
        this.stream = stream;
        Input = PipeReader.Create(stream, new StreamPipeReaderOptions(leaveOpen: true));
        Output = PipeWriter.Create(stream, new StreamPipeWriterOptions(leaveOpen: true));
        Transport = this;
        RemoteEndPoint = remote;
        ConnectionClosed = closed.Token;
        Features.Set(new ConnectedPeer(peer));
    }

    public PipeReader Input { get; }

    public PipeWriter Output { get; }

    public override IDuplexPipe Transport { get; set; }

    public override string ConnectionId { get; set; } = Guid.NewGuid().ToString("N");

    public override IFeatureCollection Features { get; } = new FeatureCollection();

    public override IDictionary<object, object?> Items { get; set; } = new ConnectionItems();

    public override void Abort(ConnectionAbortedException abortReason)
    {
        closed.Cancel();
        stream.Dispose();
    }

    public override async ValueTask DisposeAsync()
    {
        await closed.CancelAsync();
        await stream.DisposeAsync();
        closed.Dispose();
        await base.DisposeAsync();
    }
}
