using WebP2P.Protocols.Search;

namespace WebP2P.Protocols.Overlays.Napster;

/// <summary>Beginnings of words that wait for the index; who types on gives up the oldest.</summary>
internal sealed class OpenSuggestions
{
    /// <summary>Beginnings that wait at once: some pages in which somebody types.</summary>
    private const int OpenMax = 8;

    /// <summary>Later nobody waits any more.</summary>
    private const int TimeoutMs = 1_000;

    private readonly List<(MessageId Id, SuggestRequest Request, string Beginning)> open = [];

    public void Start(SuggestRequest request, ServerSession session, Turn turn)
    {
        if (SuggestPrefix.Of(request.Text) is not { } beginning)
        {
            turn.Note(new SuggestionsFound(request.RequestId, [], null));
            return;
        }
        if (session.Linked is not { } server)
        {
            turn.Note(new SuggestionsFound(request.RequestId, [], session.Reason));
            return;
        }
        if (open.Count >= OpenMax) Finish(open[0].Id, [], "More was typed since.", turn);
        var id = MessageId.Draw(turn.Dice);
        open.Add((id, request, beginning));
        turn.Wake(NapsterTimers.Suggest(id), TimeoutMs);
        turn.Send(server, new Header(id), new IndexSuggest(beginning, SuggestPrefix.WordsMax));
    }

    public DropReason? Answered(in Header header, IndexSuggestions found, Turn turn)
    {
        var id = header.Id;
        var known = open.Find(one => one.Id == id);
        if (known.Request is null) return DropReason.Unsolicited;
        IReadOnlyList<string> words = [.. found.Words.Where(word => Goes(word, known.Beginning)).Distinct(StringComparer.Ordinal)];
        Finish(id, words, found.Refusal is null ? null : Reasons.Shortened(found.Refusal), turn);
        return words.Count == found.Words.Count ? null : DropReason.DoesNotMatch;
    }

    public void TimedOut(MessageId id, Turn turn) => Finish(id, [], "The index server did not answer within 1 s.", turn);

    public void End(string reason, Turn turn)
    {
        foreach (var (id, _, _) in open.ToList()) Finish(id, [], reason, turn);
    }

    /// <summary>A whole token that begins like the typed one.</summary>
    private static bool Goes(string word, string beginning) =>
        word.StartsWith(beginning, StringComparison.Ordinal) && Tokenizer.Tokenize(word) is [var token] && token == word;

    private void Finish(MessageId id, IReadOnlyList<string> words, string? problem, Turn turn)
    {
        var at = open.FindIndex(one => one.Id == id);
        if (at < 0) return;
        turn.Wake(NapsterTimers.Suggest(id), -1);
        turn.Note(new SuggestionsFound(open[at].Request.RequestId, words, problem));
        open.RemoveAt(at);
    }
}
