using WebP2P.Protocols.Links;
using WebP2P.Protocols.Overlays;
using WebP2P.Protocols.Overlays.Gnutella;
using WebP2P.Simulation;
using static WebP2P.Tests.Shared.NapsterSamples;

namespace WebP2P.Protocols.Tests.Overlays.Gnutella;

/// <summary>What a machine costs: a million of them run in one process.</summary>
public sealed class MachineCostTests
{
    private static readonly Hello Hello = new(1, 1, 0, ["gnutella/1"], "test", "peer", [], null, Reachability.Unknown, 0, default);
    private static readonly GnutellaQuery Query = new("stone", GnutellaQuery.FilesMax);

    private static readonly Identity.NodeId[] Nodes = [.. Enumerable.Range(0, 7).Select(NodeOf)];

    private readonly HeldFiles nothing = new();
    private readonly Turn turn = new(new SeededDice(1));

    [Fact]
    public void Passing_on_a_query_allocates_nothing()
    {
        var machine = Made(new GnutellaOptions { PingMs = 0, DialsHosts = false, UsesRouteTables = false, SeenMax = 1_000, QueriesPerSecond = 1_000_000, QueriesBurst = 1_000_000 });
        PassOn(machine, 0, 5_000);
        var before = GC.GetAllocatedBytesForCurrentThread();
        PassOn(machine, 5_000, 5_000);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 2_000);
    }

    /// <summary>What is allocated on the way is at least what stays, and does not depend on what else the process does.</summary>
    [Fact]
    public void A_machine_with_six_neighbours_that_has_seen_a_query_takes_less_than_three_kilobytes_to_make()
    {
        var options = new GnutellaOptions { PingMs = 0, DialsHosts = false, UsesRouteTables = false };
        PassOn(Made(options), 0, 1);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var number = 0; number < 100; number++) PassOn(Made(options), 0, 1);
        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / 100, 1, 3_000);
    }

    /// <summary>What a query needs is brought to the cache by the size of what it lies in.</summary>
    [Fact]
    public void Neighbours_and_seen_tables_are_as_large_as_is_said()
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var neighbour = new Neighbour(Nodes[1], 1, 0, isDialled: true);
        var after = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal(Neighbour.Bytes, after - before);
        Assert.Equal(Nodes[1], neighbour.Node);
        before = GC.GetAllocatedBytesForCurrentThread();
        var ids = new SeenIds();
        var idBytes = GC.GetAllocatedBytesForCurrentThread() - before;
        var options = new GnutellaOptions();
        before = GC.GetAllocatedBytesForCurrentThread();
        var table = new SeenTable(options);
        after = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal(SeenTable.Bytes, after - before - idBytes);
        Assert.Equal(0, ids.Count + table.Count);
    }

    [Fact]
    public void Reading_ahead_changes_nothing_of_what_a_machine_does()
    {
        var options = new GnutellaOptions { PingMs = 0, DialsHosts = false, UsesRouteTables = false, SeenMs = 1_000 };
        var (plain, shown) = (Made(options), Made(options));
        for (var number = 0; number < 2_000; number++)
        {
            var id = new MessageId((UInt128)(number / 2) + 1);
            // Sometimes of a peer that is no neighbour.
            for (var stage = 0; stage < shown.Stages; stage++) shown.ReadAhead(stage, NodeOf(number % 9), id);
            Assert.Equal(Written(plain, number, id), Written(shown, number, id));
        }
    }

    private List<TurnAction> Written(GnutellaMachine machine, int number, MessageId id)
    {
        turn.Begin(number * 7, Desk.Wall);
        machine.Receive(Nodes[1 + number % 6], new Header(id, (byte)(1 + number % 4)), Query, turn);
        return [.. turn.Actions];
    }

    private GnutellaMachine Made(GnutellaOptions options)
    {
        var machine = new GnutellaMachine(Nodes[0], options, nothing);
        turn.Begin(0, Desk.Wall);
        machine.Start(turn);
        for (var peer = 1; peer <= 6; peer++) machine.Linked(Nodes[peer], Hello, turn);
        return machine;
    }

    private void PassOn(GnutellaMachine machine, int first, int count)
    {
        for (var number = first; number < first + count; number++)
        {
            turn.Begin(number / 10, Desk.Wall);
            machine.Receive(Nodes[1 + number % 6], new Header(new MessageId((UInt128)number + 1), 4), Query, turn);
            if (turn.Actions.Count != 5) Assert.Fail($"{turn.Actions.Count} actions");
        }
    }
}
