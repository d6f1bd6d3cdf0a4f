namespace WebP2P.Protocols.Overlays.Gnutella;

/// <summary>
/// What neighbours may send, and what is sent to them: token buckets for queries and hits. The same allowance, a little less of it, holds for what goes
/// out, so whoever keeps to these rules is never too fast for a neighbour, however much others send to it.
/// </summary>
internal readonly struct Admission(Joining joining, GnutellaOptions options)
{
    /// <summary>One of so many queries of a neighbour's share may be its own, the rest is what it hands on.</summary>
    public const int OwnOf = 10;

    /// <summary>
    /// One of so many queries of a neighbour's share may go on from here, whatever it says of their hops: all that six neighbours may have handed on
    /// fits into what a link takes, so nobody wins anything by calling his own queries those of others.
    /// </summary>
    public const int CarriedOf = 8;

    /// <summary>TTL that is left to the own queries of a neighbour beyond that part, and to all of a slowed one: they are answered here and go no further.</summary>
    public const byte NearTtl = 1;

    /// <summary>Null when the message may be looked at; its header may have lost TTL.</summary>
    public DropReason? Admit(Neighbour from, ref Header header, Message message, Turn turn)
    {
        switch (message)
        {
            case GnutellaQuery or GnutellaWalk:
                if (!from.Queries.TryTake(turn.NowMs, options.QueriesPerSecond, options.QueriesBurst)) return Exceeded(from, options.QueriesBurst, turn);
                var asksMuch = header.Hops == 0 && message is GnutellaQuery && !from.OwnQueries.TryTake(turn.NowMs, PartOf(options.QueriesPerSecond, OwnOf), PartOf(options.QueriesBurst, OwnOf));
                var staysNear = asksMuch || from.Manners?.IsSlowed(turn.NowMs) == true;
                if (staysNear) header = header with { Ttl = Math.Min(header.Ttl, NearTtl) };
                return null;
            case GnutellaHits:
                return from.Hits.TryTake(turn.NowMs, options.HitsPerSecond, options.HitsBurst) ? null : Exceeded(from, options.HitsBurst, turn);
            default:
                return null;
        }
    }

    /// <summary>Whether a query that is new here goes on; one of a neighbour that has brought too many new ones is answered and ends.</summary>
    public bool Carries(Neighbour from, Turn turn) => from.Carried.TryTake(turn.NowMs, PartOf(options.QueriesPerSecond, CarriedOf), PartOf(options.QueriesBurst, 2));

    /// <summary>
    /// Whether a query that came may go to a neighbour now. Those that were handed on before leave half of the burst to those of the neighbours themselves.
    /// </summary>
    public bool MayRelay(in Header came, Neighbour to, Turn turn)
    {
        var perSecond = options.QueriesPerSecond - options.QueriesPerSecond / 10;
        var burst = options.QueriesBurst - options.QueriesBurst / 4;
        return to.Relayed.TryTake(turn.NowMs, perSecond, came.Hops > 0 ? PartOf(burst, 2) : burst);
    }

    private static int PartOf(int whole, int parts) => Math.Max(1, whole / parts);

    private DropReason Exceeded(Neighbour from, int burst, Turn turn)
    {
        from.Manners ??= new Manners();
        if (from.Manners.Exceeded(turn.NowMs, burst) == MannersVerdict.Leave) joining.LeaveForGood(from, "It sends more than its share and does not slow down.", turn);
        return DropReason.RateExceeded;
    }
}
