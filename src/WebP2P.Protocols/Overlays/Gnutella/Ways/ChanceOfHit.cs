namespace WebP2P.Protocols.Overlays.Gnutella;

/// <summary>
/// How likely further nodes have something new, after some were asked and some of them had it. Popularity is taken to be spread as
/// Zipf's law with exponent 1 spreads it among what is asked for: each doubling between one copy in the network and a copy everywhere is equally likely.
/// </summary>
internal static class ChanceOfHit
{
    private const int PerMille = 1_000;

    /// <summary>Popularities that stand for all: four to each doubling.</summary>
    private const double Step = 0.840896415253715;

    /// <param name="hits">Nodes that had it.</param>
    /// <param name="reached">Nodes that were asked.</param>
    /// <param name="further">Nodes that would be asked anew.</param>
    public static int OfFurther(int hits, long reached, long further, long networkNodes)
    {
        var least = 1.0 / Math.Max(2, Math.Max(networkNodes, reached + further));
        var (weights, chances) = (0.0, 0.0);
        for (var popularity = 1.0; popularity >= least; popularity *= Step)
        {
            var weight = Power(popularity, hits) * Power(1 - popularity, Math.Max(0, reached - hits));
            weights += weight;
            chances += weight * (1 - Power(1 - popularity, further));
        }
        return weights > 0 ? (int)(PerMille * chances / weights) : 0;
    }

    /// <summary>By squaring: only multiplications, so that every machine computes the same.</summary>
    private static double Power(double value, long exponent)
    {
        var power = 1.0;
        for (; exponent > 0; exponent >>= 1, value *= value)
            if ((exponent & 1) != 0) power *= value;
        return power;
    }
}
