using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Search;

namespace WebP2P.Protocols.Overlays.Gnutella;

/// <summary>The holder's side: own files that match a query are sealed and go back to the neighbour that the query came from.</summary>
internal sealed class HitAnswers(NeighbourTable neighbours, SeenTable seen, ISharedFiles files, TicketNumbers tickets, GnutellaOptions options)
{
    /// <summary>Answers that wait for their seal.</summary>
    public const int SealsMax = 64;

    /// <summary>Names and facts of the files in one message, bytes; with two envelopes it stays below a frame.</summary>
    public const int FilesBytesMax = 48 * 1024;

    /// <summary>Of one file without its name.</summary>
    private const int FileBytes = 64;

    private readonly record struct Sealing(MessageId Query, int HopsBack);

    private Dictionary<Ticket, Sealing>? sealings;

    /// <summary>Goes along with every answer, so that the asker can reach this node.</summary>
    public Signed<PeerRecord>? OwnRecord { get; set; }

    /// <summary>What is wrong with the query, or keeps it from being answered.</summary>
    public DropReason? Answer(Neighbour from, in Header header, AskedQuery asked, Turn turn)
    {
        if (files.Count == 0) return null;
        if (!Query.TryParse(asked.Text, out var query, out _)) return DropReason.Malformed;
        if (!query!.Plan(OverlayKind.Gnutella).IsPossible) return DropReason.Malformed;
        var found = files.Match(query, Math.Clamp(asked.HitsMax, 1, GnutellaQuery.FilesMax), out var total);
        if (found.Count == 0) return null;
        if (sealings?.Count >= SealsMax) return DropReason.QueueFull;
        foreach (var some in Portions(found)) Seal(header.Id, asked.HopsBack, new QueryHits(header.Id.Value, total, some), turn);
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

    private static IEnumerable<IReadOnlyList<FoundFile>> Portions(IReadOnlyList<FoundFile> files)
    {
        List<FoundFile> some = [];
        var bytes = 0;
        foreach (var file in files)
        {
            var size = FileBytes + System.Text.Encoding.UTF8.GetByteCount(file.Name);
            if (some.Count > 0 && (some.Count == QueryHits.FilesMax || bytes + size > FilesBytesMax))
            {
                yield return some;
                (some, bytes) = ([], 0);
            }
            some.Add(file);
            bytes += size;
        }
        if (some.Count > 0) yield return some;
    }
}
