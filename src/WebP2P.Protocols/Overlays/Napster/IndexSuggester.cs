using WebP2P.Protocols.Search;

namespace WebP2P.Protocols.Overlays.Napster;

/// <summary>Answers beginnings of words; they have a bucket of their own, and share the limit of open questions.</summary>
internal sealed class IndexSuggester(IndexServerOptions options, IndexPresence presence, Errands errands, IndexRefusals refusals)
{
    public DropReason? Suggest(IndexPeer peer, in Header header, IndexSuggest suggest, Turn turn)
    {
        if (suggest.WordsMax < 1 || SuggestPrefix.Of(suggest.Beginning) != suggest.Beginning) return DropReason.Malformed;
        if (!peer.Rates.Suggestions.TryTake(turn.NowMs))
        {
            Refuse(peer, header.Id, $"The index server suggests {options.SuggestionsPerSecond} times a second.", turn);
            return DropReason.RateExceeded;
        }
        if (peer.QuestionsOpen >= options.QuestionsOpenMax)
        {
            Refuse(peer, header.Id, $"{peer.QuestionsOpen} questions are waiting for their answers already.", turn);
            return DropReason.LimitReached;
        }
        peer.QuestionsOpen++;
        errands.Ask(new SuggestQuestion(suggest.Beginning, presence.SeenBy(peer.Node), Math.Min(suggest.WordsMax, SuggestPrefix.WordsMax)), new SuggestErrand(peer, header.Id), turn);
        return null;
    }

    public void Found(SuggestErrand errand, Answer answer, Turn turn)
    {
        errand.Peer.QuestionsOpen--;
        if (!presence.IsCurrent(errand.Peer)) return;
        if (presence.Blocks.Contains(errand.Peer.Node))
        {
            Refuse(errand.Peer, errand.Id, IndexBlocks.Sentence, turn);
            refusals.Count(errand.Peer.Node, nameof(IndexSuggest), DropReason.BlockedNode, errand.Peer.TakeTold(), turn.WallUnixMs);
            return;
        }
        var found = answer is SuggestAnswer suggested ? new IndexSuggestions(suggested.Words, null) : new IndexSuggestions([], "The index could not answer.");
        turn.Send(errand.Peer.Node, new Header(errand.Id), found);
    }

    private static void Refuse(IndexPeer peer, MessageId id, string sentence, Turn turn)
    {
        peer.Told = sentence;
        turn.Send(peer.Node, new Header(id), new IndexSuggestions([], sentence));
    }
}
