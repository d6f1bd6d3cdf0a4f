using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using WebP2P.Node.Links;
using WebP2P.Node.Storage;
using WebP2P.Node.Storage.Rows;
using WebP2P.Protocols;
using WebP2P.Protocols.Identity;

namespace WebP2P.Node.Transfers;

/// <summary>What is known of sources, over restarts: written behind, so that no download waits for the disk.</summary>
internal sealed class SourceMemory(IDbContextFactory<NodeDbContext> contexts, PeerConnector connector, PeerDirectory directory, TimeProvider time)
{
    private const long KeptMs = 30L * 24 * 60 * 60 * 1_000;

    /// <summary>Calls whenever a newer record of a node came: it may be elsewhere now. From any thread; only enqueue.</summary>
    public void Follow(Action<NodeId> moved) => directory.Learned += record => moved(record.Signer);

    /// <summary>Before the first download goes on. A node that answered before may be dialled like one that answered just now.</summary>
    /// <param name="restMaxMs">Nobody is left alone longer than this because of an earlier run.</param>
    public async Task LoadAsync(SourceBook book, long nowMs, int restMaxMs, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var nowUnixMs = time.GetUtcNow().ToUnixTimeMilliseconds();
        var rows = await context.Sources.AsNoTracking().Where(row => row.SeenUnixMs > nowUnixMs - KeptMs).OrderByDescending(row => row.SeenUnixMs).Take(SourceBook.NodesMax).ToListAsync(cancellationToken);
        foreach (var row in rows)
        {
            var peer = new NodeId(new Bytes32(row.NodeId));
            book.Restore(new SourceNotes(peer)
            {
                Failures = row.Failures,
                RetryAtMs = nowMs + Math.Clamp(row.RetryAtUnixMs - nowUnixMs, 0, restMaxMs),
                Penalties = row.Penalties,
                SeenMs = nowMs - (nowUnixMs - row.SeenUnixMs),
            });
            if (row.LastGoodUnixMs > 0 && PeerAddress.TryParse(row.Addresses.Split(' ')[0], out var address)) connector.Remember(peer, address!);
        }
    }

    /// <summary>Now and then, and at the end. What could not be written is written when it changes again.</summary>
    public async Task KeepAsync(IReadOnlyList<SourceNotes> changed, long nowMs)
    {
        try
        {
            if (changed.Count > 0) await SaveAsync(changed, nowMs);
        }
        catch (Exception error) when (error is DbUpdateException or SqliteException)
        {
            // Nothing depends on it but how soon a source is asked after a restart.
        }
    }

    private async Task SaveAsync(IReadOnlyList<SourceNotes> changed, long nowMs)
    {
        var nowUnixMs = time.GetUtcNow().ToUnixTimeMilliseconds();
        await using var context = await contexts.CreateDbContextAsync();
        foreach (var known in changed)
        {
            var key = known.Peer.Value.ToArray();
            var row = await context.Sources.FindAsync([key]);
            if (row is null) context.Sources.Add(row = new SourceRow { NodeId = key });
            row.Addresses = AddressesOf(known.Peer, row.Addresses);
            if (known.AnsweredMs is { } answeredMs) row.LastGoodUnixMs = nowUnixMs - (nowMs - answeredMs);
            row.Failures = known.Failures;
            row.RetryAtUnixMs = nowUnixMs + Math.Max(0, known.RetryAtMs == long.MinValue ? 0 : known.RetryAtMs - nowMs);
            row.Penalties = known.Penalties;
            row.SeenUnixMs = nowUnixMs - (nowMs - known.SeenMs);
        }
        await context.SaveChangesAsync();
        await context.Sources.Where(row => row.SeenUnixMs < nowUnixMs - KeptMs).ExecuteDeleteAsync();
    }

    /// <summary>The last good one first; what was known before when nothing is known now.</summary>
    private string AddressesOf(NodeId peer, string before)
    {
        var known = (directory.Find(peer)?.Value.Addresses ?? []).Prepend(connector.LastGood(peer)).OfType<PeerAddress>().Distinct();
        var text = string.Join(' ', known);
        return text.Length > 0 ? text : before;
    }
}
