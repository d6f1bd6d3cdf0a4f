using WebP2P.Protocols.Overlays.Gnutella;

namespace WebP2P.Protocols.Tests.Overlays.Gnutella;

public sealed class WayAdviceTests
{
    private const long Nodes = 100_000;

    [Fact]
    public void A_cheap_flood_is_a_flood() => Assert.Equal(SearchWay.Flood, Choose([3, 3, 3], 4, null, 0).Way);

    [Fact]
    public void What_is_popular_is_looked_for_near_by() => Assert.Equal(SearchWay.Ring, Choose(Six, 5, 400_000, 0).Way);

    [Fact]
    public void What_is_not_known_to_be_popular_is_asked_neighbour_by_neighbour()
    {
        Assert.Equal(SearchWay.Dynamic, Choose(Six, 5, null, 0).Way);
        Assert.Equal(SearchWay.Dynamic, Choose(Six, 5, 1_000, 0).Way);
    }

    [Fact]
    public void Who_has_asked_much_lately_sends_walkers() => Assert.Equal(SearchWay.Walk, Choose(Six, 5, null, WayAdvice.MessagesPerMinuteMax).Way);

    [Fact]
    public void One_neighbour_is_flooded() => Assert.Equal(SearchWay.Flood, Choose([30], 4, null, 0).Way);

    [Theory]
    [InlineData(null, "it is not known yet how many have it")]
    [InlineData(4_000, "0.4 % of the nodes had it last time")]
    public void The_reason_contains_the_figures_that_were_used(int? popularity, string known)
    {
        var reason = Choose(Six, 5, popularity, 1_234).Reason;
        Assert.StartsWith($"6 neighbours with 6 links each, {known}, own queries cost 1234 messages in the last minute: ", reason, StringComparison.Ordinal);
        Assert.Contains($"about {new ReachForecast(Six, 1_000, Nodes).FloodMessages(5)} messages", reason, StringComparison.Ordinal);
    }

    private static IReadOnlyList<int> Six => [6, 6, 6, 6, 6, 6];

    private static (SearchWay Way, string Reason) Choose(IReadOnlyList<int> degrees, int ttl, int? popularity, long lately) =>
        WayAdvice.Choose(new(new ReachForecast(degrees, 1_000, Nodes), ttl, popularity, lately));
}
