using WebP2P.Protocols.Search;

namespace WebP2P.Protocols.Overlays.Gnutella;

/// <summary>
/// Walkers of others: each is answered once an id and goes on to one neighbour, another one for every walker of the id while there are some
/// (state keeping; Lv et al. 2002). A neighbour whose routing table has the words comes first.
/// </summary>
internal sealed class WalkRelay(SearchGround ground, HitAnswers answers, OwnSearches searches, Admission admission)
{
    private List<Neighbour>? choices;

    public DropReason? Receive(Neighbour from, in Header header, GnutellaWalk walk, Turn turn)
    {
        from.QueriesIn++;
        if (header.Ttl == 0 || header.Ttl + header.Hops > GnutellaWalk.StepsMax) return DropReason.TtlExceeded;
        if (walk.Query.Length > Query.TextMax) return DropReason.TooLarge;
        var result = ground.Seen.TryAdd(header.Id, from, turn.NowMs);
        if (result == SeenResult.OverQuota) return DropReason.LimitReached;
        var problem = result == SeenResult.Added && answers.HasFiles ? answers.Answer(from, header, new AskedQuery(walk.Asked, walk.HitsMax, GnutellaWalk.StepsMax), turn) : null;
        if (problem == DropReason.Malformed) return problem;
        if (header.Ttl > 1 && admission.Carries(from, turn)) GoOn(from, header, walk, turn);
        else Trace(from, null, header, QueryStepKind.TtlEnded, turn);
        return problem;
    }

    private void GoOn(Neighbour from, in Header header, GnutellaWalk walk, Turn turn)
    {
        ref var walked = ref ground.Seen.WalkedOf(header.Id);
        // A walker that has nowhere else to go turns back.
        var next = Choose(from, walked, walk, turn.Dice) ?? from;
        walked |= WalkPlan.Mark(next);
        var step = new Header(header.Id, (byte)(header.Ttl - 1), (byte)(header.Hops + 1));
        if (!admission.MayRelay(header, next, turn))
        {
            Trace(from, next, step, QueryStepKind.Dropped, turn);
            return;
        }
        next.QueriesOut++;
        turn.Send(next.Node, step, walk);
        if (ground.Seen.TryFind(header.Id, out var asker) && asker == SeenTable.Own) searches.Walked(header.Id, next);
        Trace(from, next, step, QueryStepKind.Relayed, turn);
    }

    /// <summary>Drawn from the best: those that had none of these walkers and say that they have it, then those that had none, then all.</summary>
    private Neighbour? Choose(Neighbour from, uint walked, GnutellaWalk walk, Dice dice)
    {
        var choices = this.choices ??= [];
        choices.Clear();
        var best = 0;
        foreach (var neighbour in ground.Neighbours.All)
        {
            if (neighbour == from) continue;
            var isNew = (walked & WalkPlan.Mark(neighbour)) == 0;
            var rank = !isNew ? 0 : QueryRoutes.SaysItHas(neighbour, walk) ? 2 : 1;
            if (rank < best) continue;
            if (rank > best) choices.Clear();
            best = rank;
            choices.Add(neighbour);
        }
        return choices.Count == 0 ? null : choices[dice.Below(choices.Count)];
    }

    private void Trace(Neighbour from, Neighbour? to, in Header header, QueryStepKind kind, Turn turn)
    {
        if (ground.Options.Traces) turn.Note(new QueryStep(header.Id, from.Node, to?.Node, header.Ttl, header.Hops, kind, turn.NowMs));
    }
}
