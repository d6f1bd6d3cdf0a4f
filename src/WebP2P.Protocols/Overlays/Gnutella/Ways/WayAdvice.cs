using System.Globalization;

namespace WebP2P.Protocols.Overlays.Gnutella;

/// <summary>Chooses the way of a query, and says why with the figures that it used.</summary>
internal static class WayAdvice
{
    /// <summary>A flood that makes no more copies than this is cheaper than the time that anything else takes.</summary>
    public const int CheapMessages = 500;

    /// <summary>Copies that own queries may have made in the last minute before the way that makes fewest is taken.</summary>
    public const int MessagesPerMinuteMax = 50_000;

    /// <summary>Hits that a ring expects within two hops to be begun.</summary>
    public const int RingHits = 10;

    private const int RingHops = 2;
    private const long PerMillion = 1_000_000;
    private const int TenThousand = 10_000;

    /// <param name="TtlMax">TTL of a flood, and the longest of the others.</param>
    /// <param name="PopularityPerMillion">Nodes of a million that had it in an earlier search; null when it was never asked for.</param>
    /// <param name="MessagesLately">Copies that own queries are taken to have made in the last minute.</param>
    internal readonly record struct Knowledge(ReachForecast Forecast, int TtlMax, int? PopularityPerMillion, long MessagesLately);

    /// <summary>The way and the sentence for the owner.</summary>
    public static (SearchWay Way, string Reason) Choose(in Knowledge knowledge)
    {
        var forecast = knowledge.Forecast;
        var (ttl, messages) = (knowledge.TtlMax, forecast.FloodMessages(knowledge.TtlMax));
        var near = forecast.Flood(Math.Min(RingHops, ttl)) * (knowledge.PopularityPerMillion ?? 0) / PerMillion;
        if (messages <= CheapMessages)
            return (SearchWay.Flood, Sentence(knowledge, $"a flood with TTL {ttl} costs only about {messages} messages"));
        if (near >= RingHits)
            return (SearchWay.Ring, Sentence(knowledge, $"a ring of {RingHops} hops should bring about {near} hits, a flood with TTL {ttl} would cost about {messages} messages"));
        if (knowledge.MessagesLately + messages > MessagesPerMinuteMax)
            return (SearchWay.Walk, Sentence(knowledge, $"a flood with TTL {ttl} would cost about {messages} messages more, above {MessagesPerMinuteMax} in a minute, so a few walkers go instead"));
        return forecast.Neighbours < 2
            ? (SearchWay.Flood, Sentence(knowledge, $"one neighbour leaves no choice: a flood with TTL {ttl} costs about {messages} messages"))
            : (SearchWay.Dynamic, Sentence(knowledge, $"a flood with TTL {ttl} would cost about {messages} messages at once, so neighbours are asked one by one until there are hits enough"));
    }

    private static string Sentence(in Knowledge knowledge, string conclusion)
    {
        var forecast = knowledge.Forecast;
        var popularity = knowledge.PopularityPerMillion is { } known ? $"{Percent(known)} % of the nodes had it last time" : "it is not known yet how many have it";
        return string.Create(CultureInfo.InvariantCulture,
            $"{forecast.Neighbours} {(forecast.Neighbours == 1 ? "neighbour" : "neighbours")} with {forecast.DegreeMean} {(forecast.DegreeMean == 1 ? "link" : "links")}{(forecast.Neighbours == 1 ? "" : " each")}, {popularity}, own queries cost {knowledge.MessagesLately} messages in the last minute: {conclusion}.");
    }

    private static string Percent(int perMillion) => (perMillion / (decimal)TenThousand).ToString("0.##", CultureInfo.InvariantCulture);
}
