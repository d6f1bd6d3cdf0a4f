namespace WebP2P.Protocols.Overlays.Gnutella;

/// <summary>Which way a search goes.</summary>
/// <param name="Reason">With the figures that it follows from.</param>
internal sealed record WayChoice(SearchWay Way, int Ttl, string Reason);

/// <summary>Chooses the way of a search.</summary>
internal static class WayChoices
{
    public static WayChoice Choose(GnutellaSearch request, SearchGround ground)
    {
        var ttl = Math.Clamp(request.Ttl ?? ground.Options.Ttl, 1, Header.TtlAndHopsMax);
        return request.Way is { } way
            ? new WayChoice(way, ttl, "The owner chose this way.")
            : new WayChoice(SearchWay.Flood, ttl, $"{ground.Neighbours.Count} neighbours are asked with TTL {ttl}.");
    }
}
