using System.Globalization;

namespace WebP2P.Protocols.Overlays.Gnutella;

/// <summary>What a wider search than one that found little would cost and bring.</summary>
/// <param name="Nodes">Nodes that it would come to and the one before did not.</param>
internal sealed record Widening(SearchWay Way, int Ttl, long Nodes, long Messages, int ChancePerMille, string Reason)
{
    /// <summary>Nodes that had something, from which on nothing is offered.</summary>
    public const int HoldersFew = 10;

    /// <summary>An offer that promises less than this of 1,000 is none.</summary>
    public const int ChancePerMilleMin = 20;

    /// <summary>Null when there is nothing wider, or when it would bring nothing.</summary>
    /// <param name="ttl">The longest TTL so far.</param>
    /// <param name="reached">Nodes that the search is taken to have come to.</param>
    /// <param name="holders">Nodes that had something.</param>
    public static Widening? After(ReachForecast forecast, int ttl, long reached, int holders)
    {
        if (holders >= HoldersFew || forecast.Neighbours == 0) return null;
        var wider = Math.Clamp(ttl, 0, Header.TtlAndHopsMax - 1) + 1;
        // A walk has a longer TTL than any flood: the flood that comes to more nodes is wider.
        if (ttl > Header.TtlAndHopsMax) for (wider = 1; wider < Header.TtlAndHopsMax && forecast.Flood(wider) <= reached; wider++) { }
        var further = forecast.Flood(wider) - reached;
        if (ttl == Header.TtlAndHopsMax || further <= 0) return null;
        var chance = ChanceOfHit.OfFurther(holders, reached, further, forecast.NetworkNodes);
        if (chance < ChancePerMilleMin) return null;
        var messages = forecast.FloodMessages(wider);
        return new Widening(SearchWay.Flood, wider, further, messages, chance, string.Create(CultureInfo.InvariantCulture,
            $"{holders} of about {reached} nodes had something; a flood with TTL {wider} comes to about {further} more for about {messages} messages, and of 100 such searches about {(chance + 5) / 10} find something new."));
    }
}
