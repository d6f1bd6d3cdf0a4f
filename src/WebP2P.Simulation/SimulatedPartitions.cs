namespace WebP2P.Simulation;

/// <summary>Who cannot reach whom at the moment.</summary>
internal sealed class SimulatedPartitions(SimulatedNetwork network, SimulationOptions options)
{
    private readonly Func<SimulatedNode, bool>?[] sides = new Func<SimulatedNode, bool>?[SimulationBounds.PartitionsMax];
    private readonly int[] begun = new int[SimulationBounds.PartitionsMax];
    private int planned;

    /// <summary>One bit for each partition that lasts.</summary>
    private uint lasting;

    public bool AreApart(SimulatedNode one, SimulatedNode other) => lasting != 0 && ((one.Sides ^ other.Sides) & lasting) != 0;

    public bool AreApart(int one, int other) => lasting != 0 && AreApart(network.Table[one], network.Table[other]);

    /// <summary>They begin and end by themselves; their times are counted from now.</summary>
    public void Plan(IReadOnlyList<SimulatedPartition> partitions)
    {
        foreach (var partition in partitions)
        {
            var number = planned++;
            if (number == sides.Length || sides[number] is not null) throw TooMany();
            var salt = SeededDice.Hash(options.Seed, (ulong)(uint)number | 1UL << 40);
            network.At(network.NowMs + partition.FromMs, () => Begin(number, node => Chosen(salt, node, partition.SharePerMillion)));
            network.At(network.NowMs + partition.UntilMs, () => End(number));
        }
    }

    /// <summary>Cuts those for whom it is true off from the others; gives the number that heals it.</summary>
    public int Begin(Func<SimulatedNode, bool> side)
    {
        var number = Array.FindLastIndex(sides, taken => taken is null);
        if (number < planned) throw TooMany();
        Begin(number, side);
        return number;
    }

    public void End(int number)
    {
        lasting &= ~(1U << number);
        sides[number] = null;
        begun[number]++;
    }

    /// <summary>A node that comes is on one side of each partition, too.</summary>
    public void Place(SimulatedNode node)
    {
        for (var number = 0; number < sides.Length && lasting != 0; number++)
        {
            if (sides[number] is { } side) Place(node, number, side);
        }
    }

    private InvalidOperationException TooMany() => new($"More than {sides.Length} partitions.");

    private static bool Chosen(ulong salt, SimulatedNode node, int perMillion) =>
        (int)Math.BigMul(SeededDice.Hash(salt, (ulong)(uint)node.Number), SimulationBounds.Million, out _) < perMillion;

    private static void Place(SimulatedNode node, int number, Func<SimulatedNode, bool> side)
    {
        var bit = 1U << number;
        node.Sides = side(node) ? node.Sides | bit : node.Sides & ~bit;
    }

    private void Begin(int number, Func<SimulatedNode, bool> side)
    {
        sides[number] = side;
        lasting |= 1U << number;
        foreach (var node in network.Nodes) Place(node, number, side);
        var time = begun[number];
        network.At(network.NowMs + (long)options.PingIntervalMs * options.PingsMissedMax, () =>
        {
            if (begun[number] == time) network.CutLinksApart();
        });
    }
}
