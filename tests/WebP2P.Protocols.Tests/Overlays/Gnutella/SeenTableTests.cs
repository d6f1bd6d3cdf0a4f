using WebP2P.Protocols.Overlays;
using WebP2P.Protocols.Overlays.Gnutella;
using WebP2P.Simulation;
using static WebP2P.Tests.Shared.NapsterSamples;

namespace WebP2P.Protocols.Tests.Overlays.Gnutella;

public sealed class SeenTableTests
{
    private const int Ids = 10_000;

    private static readonly GnutellaOptions Small = new() { SeenMax = 150, SeenPerNeighbourMax = 100, SeenMs = 1_000 };

    private readonly NeighbourTable neighbours = new(NodeOf(0));
    private readonly Turn turn = new(new SeededDice(7));

    [Fact]
    public void Two_generations_are_known_and_the_older_one_is_forgotten_as_two_plain_tables_would_do()
    {
        var table = Started(Small);
        var model = new TwoTables(Small);
        var dice = new SeededDice(3);
        Neighbour[] from = [.. Enumerable.Range(1, 5).Select(peer => neighbours.Add(NodeOf(peer), true, 0))];
        long nowMs = 0;
        for (var step = 0; step < 60_000; step++)
        {
            // Now hundreds of ids a generation, now hardly any, and sometimes nothing for several of them.
            nowMs += step / 5_000 % 2 == 0 ? dice.Below(10) : dice.Below(400) == 0 ? 5_000 : dice.Below(200);
            var id = new MessageId((UInt128)(ulong)dice.Below(600) << dice.Below(100));
            var sender = dice.Below(6) is var number and < 5 ? from[number] : null;
            Assert.Equal(model.TryAdd(id, sender, nowMs), table.TryAdd(id, sender, nowMs));
            Assert.Equal(model.Count, table.Count);
            Assert.Equal(model.FromOf(id), table.TryFind(id, out var first) ? first : 0);
            if (first == 0 || dice.Below(3) > 0) continue;
            Assert.Equal(model.WalkedOf(id), table.WalkedOf(id));
            model.Walk(id, table.WalkedOf(id) |= 1u << dice.Below(32));
        }
    }

    [Fact]
    public void An_own_id_is_told_from_those_of_neighbours_in_both_kinds_of_generation()
    {
        var table = Started(Small);
        for (var generation = 0; generation < 2; generation++)
        {
            var (id, nowMs) = (new MessageId((UInt128)generation + 1), generation * 1_000L);
            Assert.Equal(SeenResult.Added, table.TryAdd(id, null, nowMs));
            Assert.Equal(SeenResult.OwnKnown, table.TryAdd(id, null, nowMs));
            Assert.Equal(SeenResult.OwnKnown, table.TryAdd(id, null, nowMs + 1_000));
            Assert.True(table.TryFind(id, out var from));
            Assert.Equal(SeenTable.Own, from);
            Assert.Null(neighbours.ByNumber(from));
        }
    }

    [Fact]
    public void What_a_flood_took_is_given_back_when_few_ids_come()
    {
        var table = Started(new GnutellaOptions { SeenMs = 1_000 });
        var first = Flood(table, 0);
        Flood(table, 1_000);
        Assert.True(first > 500_000, $"{first} bytes");
        Assert.InRange(Flood(table, 2_000), 0, 1_000);
        table.TryAdd(new MessageId(1), null, 3_000);
        table.TryAdd(new MessageId(2), null, 4_000);
        Assert.Equal(SeenResult.Added, table.TryAdd(new MessageId(3), null, 5_000));
        Assert.Equal(SeenResult.OwnKnown, table.TryAdd(new MessageId(2), null, 5_000));
        Assert.Equal(2, table.Count);
        Assert.InRange(Flood(table, 6_000), first - 1_000, first + 1_000);
    }

    private long Flood(SeenTable table, long nowMs)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var added = 0;
        for (var id = 0; id < Ids; id++)
            if (table.TryAdd(new MessageId(((UInt128)nowMs << 64) + (ulong)id + 100), null, nowMs) == SeenResult.Added) added++;
        Assert.Equal(Ids, added);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private SeenTable Started(GnutellaOptions options)
    {
        var table = new SeenTable(options);
        turn.Begin(0, 0);
        table.Start(turn);
        return table;
    }

    /// <summary>The same in the plainest way.</summary>
    private sealed class TwoTables(GnutellaOptions options)
    {
        private Dictionary<MessageId, (int From, uint Walked)> newer = [];
        private Dictionary<MessageId, (int From, uint Walked)> older = [];
        private long turnedMs;

        public int Count => newer.Count + older.Count;

        public SeenResult TryAdd(MessageId id, Neighbour? from, long nowMs)
        {
            var generations = (nowMs - turnedMs) / options.SeenMs;
            if (generations >= 1) TurnOver(nowMs);
            if (generations >= 2) TurnOver(nowMs);
            if (FromOf(id) is not 0 and var first) return first == SeenTable.Own ? SeenResult.OwnKnown : SeenResult.Known;
            var number = from?.Number ?? SeenTable.Own;
            if (from is not null && newer.Values.Concat(older.Values).Count(entry => entry.From == number) >= options.SeenPerNeighbourMax) return SeenResult.OverQuota;
            if (newer.Count >= options.SeenMax) TurnOver(nowMs);
            newer.Add(id, (number, 0));
            return SeenResult.Added;
        }

        public int FromOf(MessageId id) => newer.TryGetValue(id, out var found) || older.TryGetValue(id, out found) ? found.From : 0;

        public uint WalkedOf(MessageId id) => (newer.TryGetValue(id, out var found) ? found : older[id]).Walked;

        public void Walk(MessageId id, uint walked)
        {
            var generation = newer.ContainsKey(id) ? newer : older;
            generation[id] = (generation[id].From, walked);
        }

        private void TurnOver(long nowMs) => (newer, older, turnedMs) = ([], newer, nowMs);
    }
}
