using WebP2P.Protocols.Content;
using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Search;

namespace WebP2P.Protocols.Overlays.Napster;

/// <summary>The answering side of the index server: searches, sources of contents, whereabouts of nodes.</summary>
internal sealed class IndexQuestions(IndexServerOptions options, IndexPresence presence, Errands errands, IndexRefusals refusals)
{
    public long Searches { get; private set; }

    public DropReason? Search(IndexPeer peer, in Header header, IndexSearch search, Turn turn)
    {
        if (search.ContentsMax < 1) return DropReason.Malformed;
        if (Limit(peer, turn) is var (reason, sentence))
        {
            Refuse(peer, header.Id, sentence, turn);
            return reason;
        }
        if (!Query.TryParse(search.Query, out var query, out var problem))
        {
            Refuse(peer, header.Id, problem!.Message, turn);
            return null;
        }
        Searches++;
        peer.QuestionsOpen++;
        var contentsMax = Math.Min(search.ContentsMax, IndexServerOptions.AnswerContentsMax);
        errands.Ask(new FindQuestion(query!, presence.SeenBy(peer.Node), contentsMax), new FindErrand(peer, header.Id), turn);
        return null;
    }

    public DropReason? Sources(IndexPeer peer, in Header header, IndexSources sources, Turn turn)
    {
        if (sources.Contents.Count > IndexSources.ContentsMax) return DropReason.TooLarge;
        if (Limit(peer, turn) is var (reason, _)) return reason;
        AskSources(peer, header.Id, sources.Contents, turn);
        return null;
    }

    /// <summary>At most <see cref="IndexSources.ContentsMax"/> contents at once.</summary>
    public void AskSources(IndexPeer peer, MessageId id, IReadOnlyList<ContentId> contents, Turn turn)
    {
        peer.QuestionsOpen++;
        errands.Ask(new SourcesQuestion(contents, presence.SeenBy(peer.Node)), new SourcesErrand(peer, id, contents), turn);
    }

    public DropReason? Peers(IndexPeer peer, in Header header, IndexPeers peers, Turn turn)
    {
        if (peers.Nodes.Count > IndexPeers.NodesMax) return DropReason.TooLarge;
        if (!peer.Rates.Questions.TryTake(turn.NowMs)) return DropReason.RateExceeded;
        var records = peers.Nodes.Distinct().Select(node => presence.RecordOf(node, turn)).OfType<Signed<PeerRecord>>();
        if (peers.Capability is { } capability) records = records.Concat(presence.Draw(capability, peer.Node, turn)).DistinctBy(record => record.Signer);
        foreach (var part in IndexAnswerFrames.Peers(records)) turn.Send(peer.Node, new Header(header.Id), part);
        return null;
    }

    public void Found(FindErrand errand, Answer answer, Turn turn)
    {
        errand.Peer.QuestionsOpen--;
        if (answer is FindAnswer answered) errand.Peer.Rates.Rows.Charge(turn.NowMs, answered.RowsLookedAt);
        if (!presence.IsCurrent(errand.Peer)) return;
        if (presence.Blocks.Contains(errand.Peer.Node))
        {
            RefuseLate(errand, DropReason.BlockedNode, IndexBlocks.Sentence, turn);
            return;
        }
        if (answer is not FindAnswer found)
        {
            RefuseLate(errand, DropReason.StoreFailed, answer is AnswerFailed failed ? $"The index could not answer: {failed.Reason}" : "The index could not answer.", turn);
            return;
        }
        var hits = found.Hits.Select(hit => StillThere(hit, errand.Peer.Node)).OfType<Hit>();
        foreach (var part in IndexAnswerFrames.Hits(hits, found, node => presence.RecordOf(node, turn)))
            turn.Send(errand.Peer.Node, new Header(errand.Id), part);
    }

    public void SourcesFound(SourcesErrand errand, Answer answer, Turn turn)
    {
        errand.Peer.QuestionsOpen--;
        if (!presence.IsCurrent(errand.Peer) || presence.Blocks.Contains(errand.Peer.Node) || answer is not SourcesAnswer found) return;
        foreach (var (content, sources) in errand.Contents.Zip(found.Sources))
        {
            var here = presence.Blocks.Contains(content) ? [] : sources.Where(source => IsOther(source, errand.Peer.Node));
            turn.Send(errand.Peer.Node, new Header(errand.Id), IndexAnswerFrames.Sources(content, here, node => presence.RecordOf(node, turn)));
        }
    }

    private static void Refuse(IndexPeer peer, MessageId id, string sentence, Turn turn)
    {
        peer.Told = sentence;
        turn.Send(peer.Node, new Header(id), new IndexHits([], [], Last: true, Complete: false, Reasons.Shortened(sentence)));
    }

    /// <summary>After the store's answer, when the search itself is long taken.</summary>
    private void RefuseLate(FindErrand errand, DropReason reason, string sentence, Turn turn)
    {
        Refuse(errand.Peer, errand.Id, sentence, turn);
        refusals.Count(errand.Peer.Node, nameof(IndexSearch), reason, errand.Peer.TakeTold(), turn.WallUnixMs);
    }

    private (DropReason Reason, string Sentence)? Limit(IndexPeer peer, Turn turn)
    {
        if (!peer.Rates.Questions.TryTake(turn.NowMs)) return (DropReason.RateExceeded, $"The index server answers {options.QuestionsPerSecond} questions a second.");
        if (peer.Rates.Rows.DebtMs(turn.NowMs) is > 0 and var waitMs)
            return (DropReason.CostExceeded, $"The questions of this node made the index look at more than {options.RowsPerSecond} rows a second; ask again in {waitMs} ms.");
        return peer.QuestionsOpen >= options.QuestionsOpenMax ? (DropReason.LimitReached, $"{peer.QuestionsOpen} questions are waiting for their answers already.") : null;
    }

    private bool IsOther(HitSource source, NodeId asker) => source.Node != asker && presence.Online.Contains(source.Node);

    /// <summary>Sources may have left, or the content may have been blocked, while the store was asked; null when nothing is left.</summary>
    private Hit? StillThere(Hit hit, NodeId asker)
    {
        if (presence.Blocks.Contains(hit.Content)) return null;
        IReadOnlyList<HitSource> here = [.. hit.Sources.Where(source => IsOther(source, asker))];
        if (here.Count == 0) return null;
        var gone = hit.Sources.Count - here.Count;
        return gone == 0 ? hit : hit with { Sources = here, SourceCount = hit.SourceCount - gone };
    }
}
