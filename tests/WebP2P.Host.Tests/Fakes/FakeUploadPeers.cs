using System.Collections.Concurrent;
using WebP2P.Host.Tests.Components;
using WebP2P.Node.Control;
using WebP2P.Protocols.Identity;

namespace WebP2P.Host.Tests.Fakes;

internal sealed class FakeUploadPeers : IUploadPeers
{
    private readonly ConcurrentDictionary<NodeId, UploadPeerView> peers = new();

    public static FakeUploadPeers Sample()
    {
        var sample = new FakeUploadPeers();
        sample.Add("bob-laptop", 6_200_000_000);
        sample.Add("carol", 900_000_000);
        var id = sample.Add("<img src=x onerror=alert(1)>", 40_000);
        sample.peers[id] = sample.peers[id] with { BlockedAt = SampleNode.Start.AddDays(-2), Note = "takes everything, gives nothing" };
        return sample;
    }

    public NodeId Add(string name, long bytesSent)
    {
        var id = SampleNode.Id(name);
        peers[id] = new UploadPeerView(id, name, bytesSent, SampleNode.Start.AddMinutes(-3), null, null);
        return id;
    }

    public IReadOnlyList<UploadPeerView> List() => [.. peers.Values.OrderByDescending(peer => peer.BytesSent)];

    public UploadPeerView? Find(NodeId peer) => peers.GetValueOrDefault(peer);

    public Task<Outcome<UploadPeerView>> BlockAsync(NodeId peer, string? note, CancellationToken cancellationToken)
    {
        if (note?.Length > IUploadPeers.NoteMax) return Task.FromResult<Outcome<UploadPeerView>>(new Refusal(RefusalKind.Invalid, "note-too-long", "A note has at most 200 characters."));
        var known = peers.GetOrAdd(peer, static id => new UploadPeerView(id, null, 0, null, null, null));
        return Task.FromResult<Outcome<UploadPeerView>>(peers[peer] = known with { BlockedAt = DateTimeOffset.UtcNow, Note = note ?? "" });
    }

    public Task<bool> UnblockAsync(NodeId peer, CancellationToken cancellationToken)
    {
        if (Find(peer) is not { BlockedAt: not null } known) return Task.FromResult(false);
        peers[peer] = known with { BlockedAt = null, Note = null };
        return Task.FromResult(true);
    }
}
