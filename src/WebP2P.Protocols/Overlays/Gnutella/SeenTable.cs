namespace WebP2P.Protocols.Overlays.Gnutella;

/// <summary>What became of an id that was shown to a <see cref="SeenTable"/>; <see cref="OwnKnown"/>: an own query came back.</summary>
internal enum SeenResult { Added, Known, OwnKnown, OverQuota }

/// <summary>
/// The ids of queries that came lately, and whom each came from first: by that the second copy is known and hits find the way back.
/// Two generations: the older one is forgotten as a whole.
/// </summary>
internal sealed class SeenTable(GnutellaOptions options)
{
    /// <summary>Whom the own queries come from.</summary>
    public const int Own = SeenIds.Own;

    /// <summary>Of an object.</summary>
    public const int Bytes = 80;

    private SeenIds ids = new();
    private int turns;

    /// <summary>When the newer generation began.</summary>
    public long TurnedMs { get; private set; }

    public int Count => ids.Count;

    public void Start(Turn turn)
    {
        ids.Start(turn.Dice.NextUInt64(), turn.Dice.NextUInt64());
        TurnedMs = turn.NowMs;
    }

    /// <summary>Has the beginning of what holds the ids brought to the cache.</summary>
    public void Fetch() => ids.Fetch();

    /// <summary>Has the place brought to the cache where an id is or would be.</summary>
    public void Fetch(MessageId id) => ids.Fetch(id);

    /// <param name="from">Null for the own ones, which have no quota.</param>
    public SeenResult TryAdd(MessageId id, Neighbour? from, long nowMs)
    {
        TurnAt(nowMs);
        if (ids.TryFind(id, out var first)) return first == Own ? SeenResult.OwnKnown : SeenResult.Known;
        if (from is not null && from.Seen.Count(turns) >= options.SeenPerNeighbourMax) return SeenResult.OverQuota;
        if (ids.NewerCount >= options.SeenMax) TurnOver(nowMs);
        ids.Add(id, from?.Number ?? Own);
        from?.Seen.Add(turns);
        return SeenResult.Added;
    }

    /// <summary>The number of the neighbour that the id came from first, or <see cref="Own"/>.</summary>
    public bool TryFind(MessageId id, out int from) => ids.TryFind(id, out from);

    /// <summary>Whom a walker of this id was handed to: one bit for each place of a neighbour, places beyond 32 share. The id is one that was added.</summary>
    public ref uint WalkedOf(MessageId id) => ref ids.WalkedOf(id);

    private void TurnAt(long nowMs)
    {
        if (nowMs - TurnedMs < options.SeenMs) return;
        if (nowMs - TurnedMs >= 2L * options.SeenMs) TurnOver(nowMs);
        TurnOver(nowMs);
    }

    private void TurnOver(long nowMs)
    {
        ids.TurnOver();
        turns++;
        TurnedMs = nowMs;
    }
}
