using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Wire;

namespace WebP2P.Protocols.Overlays.Gnutella;

/// <summary>The holder's side: own files that match a query are sealed and go back to the neighbour that the query came from.</summary>
internal sealed class HitAnswers(NeighbourTable neighbours, SeenTable seen, ISharedFiles files, TicketNumbers tickets, GnutellaOptions options)
{
    /// <summary>Answers that wait for their seal.</summary>
    public const int SealsMax = 64;

    private readonly record struct Sealing(MessageId Query, int HopsBack);

    private Dictionary<Ticket, Sealing>? sealings;

    /// <summary>Goes along with every answer, so that the asker can reach this node.</summary>
    public Signed<PeerRecord>? OwnRecord { get; set; }

    /// <summary>Whether there is anything to answer with; without it nobody has to read the query.</summary>
    public bool HasFiles => files.Count > 0;

    /// <summary>What is wrong with the query, or keeps it from being answered.</summary>
    public DropReason? Answer(Neighbour from, in Header header, AskedQuery asked, Turn turn)
    {
        if (asked.Query is null) return DropReason.Malformed;
        var found = files.Match(asked.Query, Math.Clamp(asked.HitsMax, 1, GnutellaQuery.FilesMax), out var total);
        if (found.Count == 0) return null;
        if (sealings?.Count >= SealsMax) return DropReason.QueueFull;
        for (var first = 0; first < found.Count;)
        {
            var count = Math.Max(1, HitsRecord.CountThatFits(found, first));
            Seal(header.Id, asked.HopsBack, new QueryHits(header.Id.Value, Math.Max(total, found.Count), [.. found.Skip(first).Take(count)]), turn);
            first += count;
        }
        if (options.Traces) turn.Note(new QueryStep(header.Id, from.Node, null, header.Ttl, header.Hops, QueryStepKind.Answered, turn.NowMs));
        return null;
    }

    /// <summary>False when the ticket is not one of these.</summary>
    public bool Answered(Ticket ticket, Answer answer, Turn turn)
    {
        if (sealings is null || !sealings.Remove(ticket, out var sealing)) return false;
        if (answer is not SealedHits hits) return true;
        if (!seen.TryFind(sealing.Query, out var number) || neighbours.ByNumber(number) is not { } back) return true;
        back.HitsOut++;
        turn.Send(back.Node, new Header(sealing.Query, (byte)sealing.HopsBack), new GnutellaHits(hits.Envelope, OwnRecord?.Envelope ?? default));
        return true;
    }

    public void End() => sealings?.Clear();

    private void Seal(MessageId query, int hopsBack, QueryHits hits, Turn turn)
    {
        sealings ??= [];
        var ticket = tickets.Next();
        sealings.Add(ticket, new Sealing(query, hopsBack));
        turn.Ask(ticket, new SealHitsQuestion(hits));
    }
}
