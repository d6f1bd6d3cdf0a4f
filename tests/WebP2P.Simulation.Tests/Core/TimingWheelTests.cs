namespace WebP2P.Simulation.Tests.Core;

public sealed class TimingWheelTests
{
    private static readonly long[] Spans = [1, 60, 5_000, 100_000, 20_000_000, 400_000_000];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public void The_wheel_gives_what_a_heap_gives_in_the_same_order(ulong seed)
    {
        HashSet<uint> outdated = [];
        bool IsAlive(in SimulatedEvent waiting) => !outdated.Contains(waiting.Serial);
        var (wheel, heap) = (new TimingWheel(IsAlive), new EventHeap(IsAlive));
        var dice = new SeededDice(seed);
        var (nowMs, serial, taken) = (0L, 0u, 0);
        for (var round = 0; round < 40_000; round++)
        {
            for (var adding = dice.Below(4); adding > 0; adding--)
            {
                var added = new SimulatedEvent { Kind = EventKind.Timer, Serial = ++serial, TimeMs = nowMs + (long)dice.Below((ulong)Spans[dice.Below(Spans.Length)]) };
                wheel.Add(added);
                heap.Add(added);
            }
            if (dice.Below(3) == 0 && serial > 0) outdated.Add((uint)dice.Below((int)serial) + 1);
            if (dice.Below(10) == 0) Assert.Equal(heap.NextMs(), wheel.NextMs());
            var untilMs = nowMs + (long)dice.Below((ulong)Spans[dice.Below(Spans.Length)]);
            var isTaken = heap.TryTake(untilMs, out var expected);
            Assert.Equal(isTaken, wheel.TryTake(untilMs, out var actual));
            if (isTaken) Assert.Equal((expected.Serial, expected.TimeMs), (actual.Serial, actual.TimeMs));
            nowMs = isTaken ? expected.TimeMs : untilMs;
            taken += isTaken ? 1 : 0;
        }
        Assert.True(taken > 10_000);
        while (heap.TryTake(EventQueue.Never - 1, out var expected))
        {
            Assert.True(wheel.TryTake(EventQueue.Never - 1, out var actual));
            Assert.Equal(expected.Serial, actual.Serial);
        }
        Assert.False(wheel.TryTake(EventQueue.Never - 1, out _));
        Assert.Equal(0, wheel.Count);
    }

    [Fact]
    public void What_has_the_same_time_comes_in_the_order_it_was_added_however_far_away_it_was_then()
    {
        var wheel = new TimingWheel((in SimulatedEvent _) => true);
        const long Ms = 30_000_000;
        wheel.Add(new SimulatedEvent { TimeMs = Ms, Serial = 1 });
        wheel.Add(new SimulatedEvent { TimeMs = 20_000_000, Serial = 2 });
        Assert.True(wheel.TryTake(Ms, out _));
        wheel.Add(new SimulatedEvent { TimeMs = Ms, Serial = 3 });
        wheel.Add(new SimulatedEvent { TimeMs = Ms - 10, Serial = 4 });
        Assert.True(wheel.TryTake(Ms, out _));
        wheel.Add(new SimulatedEvent { TimeMs = Ms, Serial = 5 });
        foreach (var serial in new uint[] { 1, 3, 5 })
        {
            Assert.True(wheel.TryTake(Ms, out var taken));
            Assert.Equal(serial, taken.Serial);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(200)]
    public void What_waits_is_shown_in_every_stage_once_and_in_order_before_it_is_taken(int count)
    {
        Dictionary<uint, List<int>> shown = [];
        var wheel = new TimingWheel((in SimulatedEvent _) => true, (stage, ahead) =>
        {
            foreach (var waiting in ahead) shown[waiting.Serial].Add(stage);
        });
        var bothMs = new long[] { 7, 8 };
        for (uint serial = 0; serial < 2 * count; serial++)
        {
            shown.Add(serial, []);
            wheel.Add(new SimulatedEvent { TimeMs = bothMs[serial / count], Serial = serial });
        }
        while (wheel.TryTake(bothMs[1], out var taken)) Assert.Equal(Enumerable.Range(0, ReadAhead.Stages), shown[taken.Serial]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(SlotBits.Slots - 1)]
    [InlineData(SlotBits.Slots)]
    [InlineData(SlotBits.Slots + 1)]
    public void What_waits_alone_is_given_however_many_blocks_away_it_is(int blocks)
    {
        var wheel = new TimingWheel((in SimulatedEvent _) => true);
        var timeMs = (long)blocks * SlotBits.Slots;
        wheel.Add(new SimulatedEvent { TimeMs = timeMs, Serial = 7 });
        Assert.Equal(timeMs, wheel.NextMs());
        Assert.False(wheel.TryTake(timeMs - 1, out _));
        Assert.True(wheel.TryTake(timeMs, out var taken));
        Assert.Equal((7u, timeMs, 0L), (taken.Serial, taken.TimeMs, wheel.Count));
    }

    [Fact]
    public void Nothing_is_added_before_the_block_that_runs()
    {
        var wheel = new TimingWheel((in SimulatedEvent _) => true);
        wheel.Add(new SimulatedEvent { TimeMs = 10_000 });
        Assert.True(wheel.TryTake(10_000, out _));
        Assert.Throws<ArgumentOutOfRangeException>(() => wheel.Add(new SimulatedEvent { TimeMs = 1 }));
    }
}
