namespace WebP2P.Protocols.Overlays.Gnutella;

/// <summary>The routing tables between this node and one neighbour: what it said that it has, and what it was told. Made when the first of both is there.</summary>
internal sealed class NeighbourRoutes
{
    /// <summary>A table with more set slots of 1,000 says nothing about its node, and spares it nothing.</summary>
    public const int FillPerMilleMax = 750;

    /// <summary>Patches that a neighbour may send at once: twice the most that one change of the largest table takes.</summary>
    public const int PatchesBurst = 150;

    private const int PatchesPerSecond = 1;

    private readonly TokenBucket patches = new(PatchesPerSecond, PatchesBurst);
    private RouteTable? building;
    private RouteTable? told;
    private int numberReceived;
    private int numberSent;

    /// <summary>What the neighbour has; null while it is not known, or says nothing.</summary>
    public RouteTable? Table { get; private set; }

    /// <summary>The neighbour starts anew; what it said before counts until the new table is whole.</summary>
    public DropReason? Receive(RouteTableReset reset, long nowMs)
    {
        if (!patches.TryTake(nowMs)) return Forget(DropReason.RateExceeded);
        if (reset.Bits is < RouteTable.BitsMin or > RouteTable.BitsMax) return Forget(DropReason.TooLarge);
        (building, numberReceived) = (RouteTable.Empty(reset.Bits), 0);
        return null;
    }

    /// <summary>A patch that does not follow the one before, or does not fit, makes the table unknown until the next reset.</summary>
    public DropReason? Receive(RouteTablePatch patch, long nowMs)
    {
        if (!patches.TryTake(nowMs)) return Forget(DropReason.RateExceeded);
        if (building is null || patch.Number != numberReceived + 1) return Forget(DropReason.Unexpected);
        if (patch.Runs.Count > RouteTablePatch.RunsMax || SlotRuns.Turned(patch.Runs, building.Bits) is not { } turned) return Forget(DropReason.Malformed);
        (building, numberReceived) = (building.Turn(turned), patch.Number);
        if (patch.Runs.Count == RouteTablePatch.RunsMax) return null;
        Table = building.FillPerMille > FillPerMilleMax ? null : building;
        return Table is null ? DropReason.LimitReached : null;
    }

    /// <summary>Whether the last hop to this neighbour can bring anything.</summary>
    public bool MayHave(IReadOnlyList<uint> hashes) => Table is null || Table.HasAll(hashes);

    /// <summary>Whether the neighbour said that it has all the words.</summary>
    public bool SaysItHas(IReadOnlyList<uint> hashes) => Table is not null && hashes.Count > 0 && Table.HasAll(hashes);

    /// <summary>Whether the neighbour has this very table.</summary>
    public bool IsTold(RouteTable own) => ReferenceEquals(own, told);

    /// <summary>What tells the neighbour the own table: nothing when it has it, patches, or all anew when the size is another.</summary>
    public IEnumerable<Message> Tell(RouteTable own)
    {
        if (ReferenceEquals(own, told)) yield break;
        if (told?.Bits != own.Bits)
        {
            (told, numberSent) = (RouteTable.Empty(own.Bits), 0);
            yield return new RouteTableReset(own.Bits);
        }
        else if (told.Slots().SequenceEqual(own.Slots()))
        {
            told = own;
            yield break;
        }
        foreach (var runs in SlotRuns.Between(told, own)) yield return new RouteTablePatch(++numberSent, runs);
        told = own;
    }

    private DropReason Forget(DropReason reason)
    {
        (Table, building) = (null, null);
        return reason;
    }
}
