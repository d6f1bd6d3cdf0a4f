using System.Runtime.CompilerServices;

namespace WebP2P.Protocols.Overlays.Gnutella;

/// <summary>What became of an id that was shown to a <see cref="SeenTable"/>; <see cref="OwnKnown"/>: an own query came back.</summary>
internal enum SeenResult { Added, Known, OwnKnown, OverQuota }

/// <summary>
/// The ids of queries that came lately, and whom each came from first: by that the second copy is known and hits find the way back.
/// Two generations: the older one is forgotten as a whole.
/// </summary>
internal sealed class SeenTable(NeighbourTable neighbours, GnutellaOptions options)
{
    /// <summary>Whom the own queries come from.</summary>
    public const int Own = -1;

    private SeenGeneration newer = new();
    private SeenGeneration older = new();

    /// <summary>When the newer generation began.</summary>
    public long TurnedMs { get; private set; }

    public int Count => newer.Count + older.Count;

    /// <summary>Reads the places of an id.</summary>
    public long Touch(MessageId id) => newer.Touch(id) + older.Touch(id);

    public void Start(Turn turn)
    {
        var (high, low) = (turn.Dice.NextUInt64(), turn.Dice.NextUInt64());
        newer.Start(high, low);
        older.Start(high, low);
        TurnedMs = turn.NowMs;
    }

    /// <param name="from">Null for the own ones, which have no quota.</param>
    public SeenResult TryAdd(MessageId id, Neighbour? from, long nowMs)
    {
        TurnAt(nowMs);
        if (TryFind(id, out var first)) return first == Own ? SeenResult.OwnKnown : SeenResult.Known;
        if (from is not null && from.SeenNewer + from.SeenOlder >= options.SeenPerNeighbourMax) return SeenResult.OverQuota;
        if (newer.Count >= options.SeenMax) TurnOver(nowMs);
        newer.Add(id, from?.Number ?? Own);
        if (from is not null) from.SeenNewer++;
        return SeenResult.Added;
    }

    /// <summary>The number of the neighbour that the id came from first, or <see cref="Own"/>.</summary>
    public bool TryFind(MessageId id, out int from) => newer.TryFind(id, out from) || older.TryFind(id, out from);

    /// <summary>Whom a walker of this id was handed to: one bit for each place of a neighbour, places beyond 32 share. The id is one that was added.</summary>
    public ref uint WalkedOf(MessageId id)
    {
        ref var walked = ref newer.WalkedOf(id);
        if (Unsafe.IsNullRef(ref walked)) walked = ref older.WalkedOf(id);
        return ref walked;
    }

    private void TurnAt(long nowMs)
    {
        if (nowMs - TurnedMs < options.SeenMs) return;
        if (nowMs - TurnedMs >= 2L * options.SeenMs) TurnOver(nowMs);
        TurnOver(nowMs);
    }

    private void TurnOver(long nowMs)
    {
        older.Clear(newer.Count);
        (newer, older, TurnedMs) = (older, newer, nowMs);
        foreach (var neighbour in neighbours.Slots)
        {
            if (neighbour is not null) (neighbour.SeenOlder, neighbour.SeenNewer) = (neighbour.SeenNewer, 0);
        }
    }
}
