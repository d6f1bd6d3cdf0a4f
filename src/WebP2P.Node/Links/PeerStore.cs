using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using WebP2P.Node.Storage;
using WebP2P.Node.Storage.Rows;
using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Wire;

namespace WebP2P.Node.Links;

/// <summary>Peer records in <c>node.db</c>: read at the start, written behind, so that no link waits for the disk.</summary>
internal sealed class PeerStore(IDbContextFactory<NodeDbContext> contexts, TimeProvider time)
{
    private const int RowsMax = PeerDirectory.RecordsMax;
    private readonly ConcurrentDictionary<NodeId, Signed<PeerRecord>> changed = new();

    public void Keep(Signed<PeerRecord> record) => changed[record.Signer] = record;

    /// <summary>Records that have not expired; they were checked before they were written.</summary>
    public async Task<IReadOnlyList<Signed<PeerRecord>>> LoadAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var envelopes = await context.Peers.AsNoTracking().Where(row => row.Envelope != null).OrderByDescending(row => row.SeenUnixMs).Take(RowsMax)
            .Select(row => row.Envelope!).ToListAsync(cancellationToken);
        return [.. envelopes.Select(bytes => Read(bytes)).OfType<Signed<PeerRecord>>()];
    }

    /// <summary>Writes what changed since the last call; forgets rows whose record expired.</summary>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        var records = changed.ToArray();
        if (records.Length == 0) return;
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var seenMs = time.GetUtcNow().ToUnixTimeMilliseconds();
        foreach (var (peer, record) in records)
        {
            var key = peer.Value.ToArray();
            var row = await context.Peers.FirstOrDefaultAsync(known => known.NodeId == key, cancellationToken);
            if (row is null) context.Peers.Add(row = new PeerRow { NodeId = key });
            row.Sequence = record.Sequence;
            row.Envelope = record.Envelope.ToArray();
            row.SeenUnixMs = seenMs;
        }

        await context.SaveChangesAsync(cancellationToken);
        var expiredMs = seenMs - Envelope.LifetimeMsMax;
        await context.Peers.Where(row => row.SeenUnixMs < expiredMs).ExecuteDeleteAsync(cancellationToken);
        foreach (var record in records) changed.TryRemove(record);
    }

    private Signed<PeerRecord>? Read(byte[] bytes)
    {
        if (Envelope.TryParse(bytes) is not { } parsed || parsed.ExpiresUnixMs <= time.GetUtcNow().ToUnixTimeMilliseconds()) return null;
        return RecordCodec.TryDecode<PeerRecord>(parsed.Body) is { } record ? new Signed<PeerRecord>(parsed.Signer, parsed.Sequence, parsed.ExpiresUnixMs, record, bytes) : null;
    }
}
