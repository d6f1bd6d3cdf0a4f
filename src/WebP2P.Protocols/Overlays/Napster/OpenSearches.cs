using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Search;

namespace WebP2P.Protocols.Overlays.Napster;

/// <summary>The searches that wait for the link or for answers.</summary>
internal sealed class OpenSearches(NodeId self, NapsterOptions options)
{
    private readonly Dictionary<MessageId, OpenSearch> open = [];

    public void Start(SearchRequest request, ServerSession session, Turn turn)
    {
        if (open.Values.Any(known => known.Request.SearchId == request.SearchId)) return;
        var search = new OpenSearch(request, MessageId.Draw(turn.Dice), turn.NowMs);
        var problem = request.Query.Plan(OverlayKind.Napster).Refusal
            ?? (session.IsOff ? session.Reason : null)
            ?? (open.Count >= options.SearchesMax ? $"{open.Count} searches are open already." : null);
        if (problem is not null)
        {
            search.Finish(complete: false, problem, turn);
            return;
        }
        open.Add(search.Id, search);
        turn.Wake(NapsterTimers.Search(search.Id), options.SearchTimeoutMs);
        if (session.Linked is { } server) search.Ask(server, turn);
    }

    public void Cancel(SearchCancelled request, Turn turn)
    {
        var search = open.Values.FirstOrDefault(known => known.Request.SearchId == request.SearchId);
        if (search is null) return;
        open.Remove(search.Id);
        turn.Wake(NapsterTimers.Search(search.Id), -1);
    }

    /// <summary>The link is up: what waited for it is asked now.</summary>
    public void Begin(NodeId server, Turn turn)
    {
        foreach (var search in open.Values.Where(search => !search.IsAsked)) search.Ask(server, turn);
    }

    /// <summary>The owner chose another server: what the old one was asked, the new one is asked.</summary>
    public void WaitAgain()
    {
        foreach (var search in open.Values) search.WaitAgain();
    }

    /// <summary>What was asked over the lost link is not answered any more; the rest waits for the next one.</summary>
    public void End(string reason, Turn turn)
    {
        foreach (var search in open.Values.Where(search => search.IsAsked).ToList()) Finish(search, complete: false, reason, turn);
    }

    public void FinishAll(string reason, Turn turn)
    {
        foreach (var search in open.Values.ToList()) Finish(search, complete: false, reason, turn);
    }

    public void TimedOut(MessageId id, string sessionReason, Turn turn)
    {
        if (!open.TryGetValue(id, out var search)) return;
        var seconds = (options.SearchTimeoutMs + 999) / 1000;
        var problem = search.IsAsked ? $"The index server did not answer within {seconds} s." : $"There was no link to the index server within {seconds} s. {sessionReason}";
        Finish(search, complete: false, problem, turn);
    }

    public DropReason? Answered(NodeId server, in Header header, IndexHits hits, Turn turn)
    {
        if (!open.TryGetValue(header.Id, out var search) || !search.IsAsked) return DropReason.Unsolicited;
        search.Count(hits);
        List<Hit> taken = [];
        foreach (var hit in hits.Hits)
        {
            if (search.Check(hit) is { } reason) turn.Drop(server, hits, reason);
            else if (WithoutSelf(hit) is { } others) taken.Add(others);
        }
        PeerLookups.Learn(hits.Peers, hits.Hits.SelectMany(hit => hit.Sources).Select(source => source.Node), self, turn);
        if (taken.Count > 0) turn.Note(new HitsFound(search.Request.SearchId, OverlayKind.Napster, taken, Hops: 1, search.ElapsedMs(turn)));
        if (hits.Last)
        {
            open.Remove(search.Id);
            search.Finish(hits, hits.Refusal is null ? null : Reasons.Shortened(hits.Refusal), turn);
        }
        return null;
    }

    private void Finish(OpenSearch search, bool complete, string? problem, Turn turn)
    {
        open.Remove(search.Id);
        search.Finish(complete, problem, turn);
    }

    /// <summary>Null when nobody else has it.</summary>
    private Hit? WithoutSelf(Hit hit)
    {
        IReadOnlyList<HitSource> others = [.. hit.Sources.Where(source => source.Node != self)];
        if (others.Count == 0) return null;
        return others.Count == hit.Sources.Count ? hit : hit with { Sources = others, SourceCount = hit.SourceCount - 1 };
    }
}
