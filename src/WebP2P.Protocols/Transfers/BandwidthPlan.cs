using WebP2P.Protocols.Identity;

namespace WebP2P.Protocols.Transfers;

/// <summary>
/// Who moves the next bytes when there are limits: one for each direction and one for both together. Peers take turns, however many requests
/// each has; when both directions wait for the common limit, the one that had less goes first.
/// </summary>
public sealed class BandwidthPlan
{
    private readonly PeerTurns[] waiting = [new(), new()];
    private readonly RateBucket[] buckets = [new(), new()];
    private readonly RateBucket both = new();

    /// <summary>How many bytes more went up than down, of late.</summary>
    private long uploadLead;

    public int Waiting => waiting[0].Count + waiting[1].Count;

    public long BytesPerSecond(TransferDirection direction) => buckets[(int)direction].BytesPerSecond;

    public long BothBytesPerSecond => both.BytesPerSecond;

    /// <summary>Counts at once, also for those that wait: call <see cref="Release"/> after it. 0: no limit.</summary>
    public void Set(long uploadBytesPerSecond, long downloadBytesPerSecond, long bothBytesPerSecond, long nowMs)
    {
        Set(buckets[(int)TransferDirection.Upload], uploadBytesPerSecond, nowMs);
        Set(buckets[(int)TransferDirection.Download], downloadBytesPerSecond, nowMs);
        Set(both, bothBytesPerSecond, nowMs);
    }

    public bool IsLimited(TransferDirection direction) => buckets[(int)direction].BytesPerSecond > 0 || both.BytesPerSecond > 0;

    /// <summary>Waits behind the others of its peer, until <see cref="Release"/> hands it out.</summary>
    public void Ask(BandwidthWish wish) => waiting[(int)wish.Direction].Add(wish);

    /// <summary>Nobody wants it any more.</summary>
    public void Withdraw(BandwidthWish wish) => waiting[(int)wish.Direction].Remove(wish);

    /// <summary>Moved already, without having asked: others wait for it.</summary>
    public void Charge(TransferDirection direction, long bytes)
    {
        buckets[(int)direction].Take(bytes);
        both.Take(bytes);
    }

    /// <summary>Adds all that may move now to <paramref name="released"/>.</summary>
    /// <returns>When to come again, in ms; null when nobody waits.</returns>
    public long? Release(long nowMs, ICollection<BandwidthWish> released)
    {
        for (var direction = Next(nowMs); direction >= 0; direction = Next(nowMs)) released.Add(Grant(direction));
        return NextMs(nowMs);
    }

    private static void Set(RateBucket bucket, long bytesPerSecond, long nowMs)
    {
        if (bucket.BytesPerSecond != bytesPerSecond) bucket.Set(bytesPerSecond, nowMs);
    }

    /// <summary>Which direction may move; -1 when none does.</summary>
    private int Next(long nowMs)
    {
        var (upload, download) = (IsReady(0, nowMs), IsReady(1, nowMs));
        if (upload && download) return uploadLead > 0 ? 1 : 0;
        return upload ? 0 : download ? 1 : -1;
    }

    private bool IsReady(int direction, long nowMs) => waiting[direction].Count > 0 && WaitMs(direction, nowMs) == 0;

    private BandwidthWish Grant(int direction)
    {
        var wish = waiting[direction].Take();
        wish.Granted = (int)Math.Min(wish.Bytes, Math.Min(buckets[direction].PortionBytes, both.PortionBytes));
        Charge((TransferDirection)direction, wish.Granted);
        var leadMax = waiting[1 - direction].Count == 0 ? 0 : Math.Min(wish.Bytes, both.PortionBytes);
        uploadLead = Math.Clamp(uploadLead + (direction == 0 ? wish.Granted : -wish.Granted), -leadMax, leadMax);
        return wish;
    }

    private long WaitMs(int direction, long nowMs) => Math.Max(buckets[direction].WaitMs(nowMs), both.WaitMs(nowMs));

    private long? NextMs(long nowMs)
    {
        long? nextMs = null;
        for (var direction = 0; direction < waiting.Length; direction++)
        {
            if (waiting[direction].Count == 0) continue;
            var waitMs = Math.Max(1, WaitMs(direction, nowMs));
            nextMs = Math.Min(nextMs ?? waitMs, waitMs);
        }
        return nextMs;
    }

    /// <summary>Peers in a ring, the wishes of each in a row.</summary>
    private sealed class PeerTurns
    {
        private readonly LinkedList<NodeId> ring = [];
        private readonly Dictionary<NodeId, LinkedList<BandwidthWish>> rows = [];

        public int Count { get; private set; }

        public void Add(BandwidthWish wish)
        {
            if (!rows.TryGetValue(wish.Peer, out var row))
            {
                rows.Add(wish.Peer, row = []);
                ring.AddLast(wish.Peer);
            }
            row.AddLast(wish);
            Count++;
        }

        public BandwidthWish Take()
        {
            var peer = ring.First!.Value;
            var wish = rows[peer].First!.Value;
            Remove(wish);
            if (rows.ContainsKey(peer))
            {
                ring.RemoveFirst();
                ring.AddLast(peer);
            }
            return wish;
        }

        public void Remove(BandwidthWish wish)
        {
            if (!rows.TryGetValue(wish.Peer, out var row) || !row.Remove(wish)) return;
            Count--;
            if (row.Count > 0) return;
            rows.Remove(wish.Peer);
            ring.Remove(wish.Peer);
        }
    }
}
