using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using WebP2P.Node.Control;
using WebP2P.Node.Identity;
using WebP2P.Node.Links;
using WebP2P.Node.Storage.Rows;
using WebP2P.Protocols;
using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Transfers;

namespace WebP2P.Node.Transfers;

/// <summary>What each peer was ever given, and which get no uploads. Any thread.</summary>
internal sealed class UploadPeers(UploadPeerStore store, IPeerDirectory directory, NodeIdentity identity, NodeFeed feed, TimeProvider time) : IUploadPeers, IDisposable
{
    private readonly SemaphoreSlim flushing = new(1);
    private readonly ConcurrentDictionary<NodeId, UploadTally> tallies = new();
    private readonly ConcurrentDictionary<NodeId, NoUploadsRow> blocked = new();

    /// <summary>The peer gets no uploads from now on (true), or gets them again.</summary>
    public event Action<NodeId, bool>? Changed;

    /// <summary>Bytes that were ever given to anybody who is still remembered.</summary>
    public long BytesSentEver => tallies.Values.Sum(tally => tally.Bytes);

    /// <summary>Before the first upload.</summary>
    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        foreach (var row in await store.TotalsAsync(cancellationToken)) tallies[IdOf(row.NodeId)] = new UploadTally(row);
        foreach (var row in await store.BlockedAsync(cancellationToken)) blocked[IdOf(row.NodeId)] = row;
        foreach (var peer in blocked.Keys) Changed?.Invoke(peer, true);
    }

    public void Sent(NodeId peer, int bytes) => tallies.GetOrAdd(peer, static _ => new UploadTally()).Add(bytes, time.GetUtcNow().ToUnixTimeMilliseconds());

    /// <summary>Now and then, and at the end: what changed goes to the database.</summary>
    public async Task FlushAsync()
    {
        await flushing.WaitAsync();
        var changed = tallies.Where(entry => entry.Value.TakeChange()).ToList();
        try
        {
            if (changed.Count == 0) return;
            foreach (var (peer, tally) in changed) tally.Name = directory.NameOf(peer) ?? tally.Name;
            await store.SaveAsync([.. changed.Select(entry => entry.Value.Row(entry.Key))]);
            foreach (var peer in await store.ForgetAsync()) tallies.TryRemove(IdOf(peer), out _);
        }
        catch (Exception error) when (error is DbUpdateException or SqliteException)
        {
            // No room, or locked: the next round tries again.
            foreach (var (_, tally) in changed) tally.KeepChange();
        }
        finally
        {
            flushing.Release();
        }
    }

    /// <inheritdoc />
    public void Dispose() => flushing.Dispose();

    public IReadOnlyList<UploadPeerView> List() =>
        [.. tallies.Keys.Union(blocked.Keys).Select(View).OrderByDescending(view => view.BytesSent).ThenBy(view => view.NodeId.ToString(), StringComparer.Ordinal)];

    public UploadPeerView? Find(NodeId peer) => tallies.ContainsKey(peer) || blocked.ContainsKey(peer) ? View(peer) : null;

    public async Task<Outcome<UploadPeerView>> BlockAsync(NodeId peer, string? note, CancellationToken cancellationToken)
    {
        if (peer == identity.Id) return new Refusal(RefusalKind.Invalid, "own-node", "This is the node itself. Nothing was changed.");
        if (note?.Length > IUploadPeers.NoteMax) return new Refusal(RefusalKind.Invalid, "note-too-long", "A note has at most 200 characters. Nothing was changed.");
        if (!blocked.ContainsKey(peer) && blocked.Count >= UploadRefusals.PeersMax)
            return new Refusal(RefusalKind.Invalid, "too-many-blocked", "10,000 peers get no uploads already, which is the most. Let some in again that are no longer worth it.");
        var row = new NoUploadsRow { NodeId = peer.Value.ToArray(), Name = directory.NameOf(peer), Note = note?.Trim() ?? "", AddedUnixMs = time.GetUtcNow().ToUnixTimeMilliseconds() };
        await store.BlockAsync(row, cancellationToken);
        blocked[peer] = row;
        return Told(peer, true);
    }

    public async Task<bool> UnblockAsync(NodeId peer, CancellationToken cancellationToken)
    {
        if (!blocked.ContainsKey(peer)) return false;
        await store.UnblockAsync(peer.Value.ToArray(), cancellationToken);
        blocked.TryRemove(peer, out _);
        Told(peer, false);
        return true;
    }

    private UploadPeerView Told(NodeId peer, bool isBlocked)
    {
        Changed?.Invoke(peer, isBlocked);
        var view = View(peer);
        feed.Publish(new UploadPeerChanged(view));
        return view;
    }

    private UploadPeerView View(NodeId peer)
    {
        var (tally, row) = (tallies.GetValueOrDefault(peer), blocked.GetValueOrDefault(peer));
        return new UploadPeerView(
            peer,
            directory.NameOf(peer) ?? tally?.Name ?? row?.Name,
            tally?.Bytes ?? 0,
            tally is null ? null : DateTimeOffset.FromUnixTimeMilliseconds(tally.LastUnixMs),
            row is null ? null : DateTimeOffset.FromUnixTimeMilliseconds(row.AddedUnixMs),
            row?.Note);
    }

    private static NodeId IdOf(byte[] key) => new(new Bytes32(key));
}
