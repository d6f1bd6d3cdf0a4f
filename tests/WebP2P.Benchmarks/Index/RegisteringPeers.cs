using Microsoft.Extensions.Logging.Abstractions;
using WebP2P.Node.Links;
using WebP2P.Node.Overlays;
using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Links;
using WebP2P.Protocols.Overlays;
using WebP2P.Protocols.Overlays.Napster;
using WebP2P.Protocols.Search;

namespace WebP2P.Benchmarks.Index;

/// <summary>Peers that register at the index server's machine, driven by the node's own loop: batches of 500, four on the way, each acknowledged after its commit.</summary>
internal sealed class RegisteringPeers : ILinks, IAsyncDisposable
{
    private sealed class Peer
    {
        public required IReadOnlyList<FileEntry> Files { get; init; }

        public int Sent { get; set; }

        public int Committed { get; set; }
    }

    private readonly Dictionary<NodeId, Peer> peers = [];
    private readonly NapsterAnswers answers;
    private readonly OverlayLoop loop;
    private TaskCompletionSource done = new();
    private int open;

    public RegisteringPeers(IIndexStore store, IndexServerOptions options)
    {
        answers = new NapsterAnswers((_, _) => throw new NotSupportedException(), store, TimeProvider.System);
        var setup = new OverlaySetup("index", "index/1", new IndexServer(options), IndexServer.Reads, _ => { });
        loop = new OverlayLoop(setup, new OverlaySurroundings(this, answers, new DropCounters(), TimeProvider.System, NullLogger<OverlayLoop>.Instance));
        loop.Start();
    }

    /// <summary>All of these register all their files at once; ends when the last batch is acknowledged.</summary>
    public async Task RegisterAsync(IEnumerable<(NodeId Node, IReadOnlyList<FileEntry> Files)> registering)
    {
        done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var all = registering.Where(one => one.Files.Count > 0).ToList();
        lock (peers)
        {
            open = all.Count;
            foreach (var (node, files) in all) peers[node] = new Peer { Files = files };
        }
        foreach (var (node, files) in all)
        {
            loop.Linked(node, new Hello(1, 1, default, ["napster/1"], "benchmark", "peer", [], null, Reachability.Unknown, 0, default));
            loop.Received(node, new Header(new MessageId(1)), new Register(1, files.Count));
        }
        await done.Task;
    }

    public bool Send(NodeId peer, in Header header, Message message)
    {
        lock (peers)
        {
            var to = peers[peer];
            if (message is RegisterRefused refused) done.TrySetException(new InvalidOperationException(refused.Reason));
            if (message is RegisterCommitted committed) to.Committed = (int)committed.Version;
            if (to.Committed == to.Files.Count && --open == 0) done.TrySetResult();
            if (message is RegisterResume or RegisterCommitted) Continue(peer, to);
        }
        return true;
    }

    public async ValueTask DisposeAsync()
    {
        await loop.DisposeAsync();
        answers.Dispose();
    }

    public void Attach(ILinkUser user)
    {
    }

    public void Dial(ILinkUser user, PeerAddress? address, NodeId? peer)
    {
    }

    public void Release(ILinkUser user, NodeId peer, string reason)
    {
    }

    public bool IsLinked(NodeId peer) => true;

    private void Continue(NodeId node, Peer peer)
    {
        while (peer.Sent < peer.Files.Count && peer.Sent - peer.Committed < RegisterBatch.UnacknowledgedMax * RegisterBatch.ChangesMax)
        {
            var changes = peer.Files.Skip(peer.Sent).Take(RegisterBatch.ChangesMax).Select(file => new FileChange(Removed: false, file)).ToList();
            loop.Received(node, new Header(new MessageId(1)), new RegisterBatch(1, peer.Sent, peer.Sent + changes.Count, changes));
            peer.Sent += changes.Count;
        }
    }
}
