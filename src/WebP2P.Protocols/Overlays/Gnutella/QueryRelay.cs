using WebP2P.Protocols.Search;

namespace WebP2P.Protocols.Overlays.Gnutella;

/// <summary>Queries of others: each is answered from the own files and goes on to all neighbours but the one it came from, once.</summary>
/// <param name="answers">Null while there is nothing to answer with.</param>
internal readonly struct QueryRelay(NeighbourTable neighbours, SeenTable seen, HitAnswers? answers, Admission admission, GnutellaOptions options)
{
    public DropReason? Receive(Neighbour from, in Header header, GnutellaQuery query, Turn turn)
    {
        from.QueriesIn++;
        if (header.Ttl == 0 || header.Ttl + header.Hops > Header.TtlAndHopsMax) return DropReason.TtlExceeded;
        if (query.Query.Length > Query.TextMax) return DropReason.TooLarge;
        if (header.Ttl > 1) neighbours.FetchAll();
        switch (seen.TryAdd(header.Id, from, turn.NowMs))
        {
            case SeenResult.Known: Trace(from, null, header, QueryStepKind.Duplicate, turn); return DropReason.Duplicate;
            case SeenResult.OwnKnown: turn.Note(new QueryStep(header.Id, from.Node, null, header.Ttl, header.Hops, QueryStepKind.Duplicate, turn.NowMs)); return DropReason.Duplicate;
            case SeenResult.OverQuota: return DropReason.LimitReached;
        }
        var problem = answers?.Answer(from, header, new AskedQuery(query.Asked, query.HitsMax, header.Hops + 1), turn);
        if (problem == DropReason.Malformed) return problem;
        if (header.Ttl > 1 && admission.Carries(from, turn)) Forward(from, header, query, turn);
        else Trace(from, null, header, QueryStepKind.TtlEnded, turn);
        return problem;
    }

    private void Forward(Neighbour from, in Header header, GnutellaQuery query, Turn turn)
    {
        var next = new Header(header.Id, (byte)(header.Ttl - 1), (byte)(header.Hops + 1));
        foreach (var neighbour in neighbours.All)
        {
            if (neighbour == from) continue;
            if (next.Ttl == 1 && !QueryRoutes.MayHave(neighbour, query))
            {
                Trace(from, neighbour, next, QueryStepKind.TableSpared, turn);
                continue;
            }
            if (!admission.MayRelay(header, neighbour, turn))
            {
                Trace(from, neighbour, next, QueryStepKind.Dropped, turn);
                continue;
            }
            neighbour.QueriesOut++;
            turn.Send(neighbour.Node, next, query);
            Trace(from, neighbour, next, QueryStepKind.Relayed, turn);
        }
    }

    private void Trace(Neighbour from, Neighbour? to, in Header header, QueryStepKind kind, Turn turn)
    {
        if (options.Traces) turn.Note(new QueryStep(header.Id, from.Node, to?.Node, header.Ttl, header.Hops, kind, turn.NowMs));
    }
}
