namespace WebP2P.Protocols.Overlays.Gnutella;

/// <summary>Which way a search goes.</summary>
/// <param name="Reason">With the figures that it follows from.</param>
internal sealed record WayChoice(SearchWay Way, int Ttl, string Reason);

/// <summary>Chooses the way of a search.</summary>
internal static class WayChoices
{
    public static WayChoice Choose(GnutellaSearch request, SearchGround ground, Turn turn)
    {
        var ttl = Math.Clamp(request.Ttl ?? ground.Options.Ttl, 1, Header.TtlAndHopsMax);
        if (request.Way is { } chosen) return new WayChoice(chosen, TtlOf(chosen, request, ttl), "The owner chose this way.");
        var (way, reason) = WayAdvice.Choose(new(Surroundings.Forecast(ground), ttl, ground.Memory.PopularityOf(request.Query), ground.Memory.MessagesLately(turn.NowMs)));
        return new WayChoice(way, TtlOf(way, request, ttl), reason);
    }

    private static int TtlOf(SearchWay way, GnutellaSearch request, int ttl) =>
        way == SearchWay.Walk ? Math.Clamp(request.Ttl ?? GnutellaWalk.StepsMax, 1, GnutellaWalk.StepsMax) : ttl;
}
