namespace WebP2P.Simulation.Tests;

public sealed class SeededDiceTests
{
    [Fact]
    public void It_draws_the_published_numbers_of_xoshiro256_for_seed_zero()
    {
        var dice = new SeededDice(0);
        ulong[] published = [11091344671253066420, 13793997310169335082, 1900383378846508768, 7684712102626143532];
        Assert.Equal(published, published.Select(_ => dice.NextUInt64()));
    }

    [Fact]
    public void Numbers_below_a_bound_are_spread_evenly()
    {
        var dice = new SeededDice(1);
        var counts = new int[6];
        for (var draw = 0; draw < 60_000; draw++) counts[dice.Below(6)]++;
        Assert.All(counts, count => Assert.InRange(count, 9_500, 10_500));
    }

    [Fact]
    public void A_delay_table_draws_all_its_entries_and_nothing_else()
    {
        var (dice, table) = (new SeededDice(1), DelayTable.Uniform(3, 7));
        Assert.Equal([3, 4, 5, 6, 7], Enumerable.Range(0, 200).Select(_ => table.DrawMs(dice)).Distinct().Order());
        Assert.Throws<ArgumentException>(() => new DelayTable([1, -1]));
        Assert.Throws<ArgumentException>(() => new DelayTable([]));
    }
}
