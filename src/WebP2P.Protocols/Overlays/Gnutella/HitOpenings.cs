using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Overlays.Napster;
using WebP2P.Protocols.Search;

namespace WebP2P.Protocols.Overlays.Gnutella;

/// <summary>The asker's side of hits: they are opened, and count when they were signed for this very query and every file matches it.</summary>
internal sealed class HitOpenings(NeighbourTable neighbours, TicketNumbers tickets, Joining joining)
{
    /// <summary>Envelopes that are being opened.</summary>
    public const int OpeningsMax = 256;

    private sealed record Opening(OpenSearch Search, Neighbour From, Header Header, GnutellaHits Hits);

    private FalseHolders? holders;
    private Dictionary<Ticket, Opening>? openings;

    public DropReason? Open(OpenSearch search, Neighbour from, in Header header, GnutellaHits hits, Turn turn)
    {
        openings ??= [];
        if (openings.Count >= OpeningsMax) return DropReason.QueueFull;
        var ticket = tickets.Next();
        openings.Add(ticket, new Opening(search, from, header, hits));
        search.Heard(turn);
        turn.Ask(ticket, new OpenHitsQuestion(hits.Envelope, hits.Holder));
        return null;
    }

    /// <summary>False when the ticket is not one of these.</summary>
    public bool Answered(Ticket ticket, Answer answer, Turn turn)
    {
        if (openings is null || !openings.Remove(ticket, out var opening)) return false;
        opening.Search.Opened(turn);
        var problem = answer is OpenedHits { Hits: { } hits } opened ? Take(opening, hits, opened.Holder, turn) : DropReason.BadSignature;
        if (problem is { } reason) Drop(opening, reason, turn);
        return true;
    }

    public void End() => openings?.Clear();

    private DropReason? Take(Opening opening, Signed<QueryHits> hits, Signed<PeerRecord>? holder, Turn turn)
    {
        var search = opening.Search;
        if (search.IsClosed) return DropReason.Unsolicited;
        if (hits.Value.QueryId != opening.Header.Id.Value) return DropReason.Replayed;
        if (hits.Signer == neighbours.Self) return DropReason.WrongIdentity;
        if (holders?.IsFalse(hits.Signer) == true) return Disbelieved(opening, hits.Signer, turn);
        if (hits.Value.Files.Count > QueryHits.FilesMax) return DropReason.TooLarge;
        if (hits.Value.Total < hits.Value.Files.Count) return DropReason.Malformed;
        var hops = opening.Header.Hops + 1;
        List<FoundFile> counted = [];
        var isFalse = false;
        foreach (var file in hits.Value.Files)
        {
            if (search.Check(hits.Signer, file) is not { } reason)
            {
                counted.Add(file);
                continue;
            }
            isFalse |= reason == DropReason.DoesNotMatch;
            Drop(opening, reason, turn);
        }
        if (counted.Count > 0 || isFalse) (holders ??= new FalseHolders()).Heard(hits.Signer, counted.Count > 0);
        if (counted.Count == 0) return null;
        search.Measure(opening.Header.Id, hops, turn);
        if (holder is not null && holder.Signer == hits.Signer) turn.Note(new PeersLearned([holder]));
        if (search.SourcesOf is not null) search.Sources.AddRange(counted.Select(file => new HitSource(hits.Signer, file.Complete)));
        else turn.Note(new HitsFound(search.Request.SearchId, OverlayKind.Gnutella, [.. HitsOf(hits.Signer, counted)], hops, search.ElapsedMs(turn)));
        if (search.SourcesOf is null) turn.Note(search.Cost());
        turn.Note(new QueryStep(opening.Header.Id, opening.From.Node, null, opening.Header.Ttl, opening.Header.Hops, QueryStepKind.HitsCame, turn.NowMs) { SearchId = search.TracedAs });
        return null;
    }

    /// <summary>It answers what was not asked; as a neighbour it is left.</summary>
    private DropReason Disbelieved(Opening opening, NodeId holder, Turn turn)
    {
        if (holder == opening.From.Node && joining.IsNeighbour(opening.From)) joining.LeaveForGood(opening.From, "It answers what was not asked.", turn);
        return DropReason.DoesNotMatch;
    }

    /// <summary>One content is one hit, whatever names its holder has for it.</summary>
    private static IEnumerable<Hit> HitsOf(NodeId holder, List<FoundFile> files) =>
        files.Select(file => new Hit(file.Content, [file.Name], [new HitSource(holder, file.Complete)], 1) { ModifiedUnixMs = file.ModifiedUnixMs });

    private static void Drop(Opening opening, DropReason reason, Turn turn)
    {
        opening.From.Dropped(reason);
        turn.Drop(opening.From.Node, opening.Hits, reason);
    }
}
