using WebP2P.Protocols.Overlays.Napster;
using static WebP2P.Tests.Shared.NapsterSamples;

namespace WebP2P.Protocols.Tests.Overlays.Napster;

public sealed class SlowestQueriesTests
{
    private const long MinuteMs = 60_000;

    private readonly SlowestQueries table = new();

    [Fact]
    public void The_slowest_come_first_and_at_most_twenty()
    {
        for (var number = 0; number < 50; number++) table.Add(Cost($"query {number}", number * 7 % 50));
        Assert.Equal(Enumerable.Range(30, 20).Reverse().Select(number => (long)number), table.Read(Wall).Select(query => query.ElapsedMicroseconds));
    }

    [Fact]
    public void A_text_stands_once_with_its_longest_time()
    {
        table.Add(Cost("a", 5, Wall));
        table.Add(Cost("a", 9, Wall + 1));
        table.Add(Cost("a", 7, Wall + MinuteMs));
        table.Add(Cost("b", 8, Wall));
        Assert.Equal([("a", 9L), ("b", 8L)], table.Read(Wall + MinuteMs).Select(query => (query.Text, query.ElapsedMicroseconds)));
    }

    [Fact]
    public void What_is_older_than_an_hour_is_gone_and_what_it_hid_within_another_minute_is_there()
    {
        for (var number = 0; number < 20; number++) table.Add(Cost($"old {number}", 1_000 + number, Wall));
        table.Add(Cost("young", 1, Wall + 30 * MinuteMs));
        Assert.DoesNotContain("young", table.Read(Wall + 59 * MinuteMs).Select(query => query.Text));
        Assert.Equal(["young"], table.Read(Wall + 60 * MinuteMs).Select(query => query.Text));
        Assert.Empty(table.Read(Wall + 91 * MinuteMs));
    }

    [Fact]
    public void A_slot_is_used_again_after_its_time()
    {
        table.Add(Cost("old", 1_000, Wall));
        table.Add(Cost("new", 1, Wall + 61 * MinuteMs));
        Assert.Equal(["new"], table.Read(Wall + 61 * MinuteMs).Select(query => query.Text));
    }

    [Fact]
    public void It_stays_bounded_however_many_and_long_the_queries_are()
    {
        for (var number = 0; number < 20_000; number++) table.Add(Cost($"{number} " + new string('x', 900), number, Wall + number * 1_000L));
        var slowest = table.Read(Wall + 19_999_000);
        Assert.Equal(20, slowest.Count);
        Assert.All(slowest, query => Assert.Equal(QueryCost.TextMax, query.Text.Length));
    }

    private static QueryCost Cost(string text, long microseconds, long atUnixMs = Wall) => new(text, microseconds, 10, 1, false, atUnixMs, NodeOf(1));
}
