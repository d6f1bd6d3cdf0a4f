namespace WebP2P.Protocols.Overlays.Gnutella;

/// <summary>Hits on their way back: each goes to the neighbour that its query came from first, unopened.</summary>
internal readonly struct HitRelay(NeighbourTable neighbours, SeenTable seen, OwnSearches searches, GnutellaOptions options)
{
    public DropReason? Receive(Neighbour from, in Header header, GnutellaHits hits, Turn turn)
    {
        from.HitsIn++;
        if (header.Ttl == 0 || header.Ttl + header.Hops > GnutellaWalk.StepsMax) return DropReason.TtlExceeded;
        if (!seen.TryFind(header.Id, out var number)) return DropReason.Unsolicited;
        if (number == SeenTable.Own) return searches.HitsCame(from, header, hits, turn);
        if (neighbours.ByNumber(number) is not { } back) return DropReason.Expired;
        // Nobody answers a query that he himself brought.
        if (back == from) return DropReason.Unexpected;
        if (header.Ttl == 1) return DropReason.TtlExceeded;
        back.HitsOut++;
        var next = new Header(header.Id, (byte)(header.Ttl - 1), (byte)(header.Hops + 1));
        turn.Send(back.Node, next, hits);
        if (options.Traces) turn.Note(new QueryStep(header.Id, from.Node, back.Node, next.Ttl, next.Hops, QueryStepKind.HitsRelayed, turn.NowMs));
        return null;
    }
}
