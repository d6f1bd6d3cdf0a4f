using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Overlays;

namespace WebP2P.Node.Links;

/// <summary>How often one node may look through the library, and how many at once.</summary>
internal sealed class LibraryTurns : IDisposable
{
    public const int PagesPerSecond = 10;

    public const int PagesBurst = 50;

    private const int AtOnce = 2;
    private const int PeersMax = 1_024;

    private readonly Lock gate = new();
    private readonly SemaphoreSlim reading = new(AtOnce);
    private readonly Dictionary<NodeId, TokenBucket> buckets = [];

    /// <summary>False when the node asked too often.</summary>
    public bool TryTake(NodeId peer, long nowMs)
    {
        lock (gate)
        {
            if (buckets.TryGetValue(peer, out var bucket)) return bucket.TryTake(nowMs);
            if (buckets.Count >= PeersMax) buckets.Clear();
            return (buckets[peer] = new TokenBucket(PagesPerSecond, PagesBurst)).TryTake(nowMs);
        }
    }

    /// <summary>Reads when it is the caller's turn.</summary>
    public async Task<T> ReadAsync<T>(Func<Task<T>> read, CancellationToken cancellationToken)
    {
        await reading.WaitAsync(cancellationToken);
        try
        {
            return await read();
        }
        finally
        {
            reading.Release();
        }
    }

    public void Dispose() => reading.Dispose();
}
