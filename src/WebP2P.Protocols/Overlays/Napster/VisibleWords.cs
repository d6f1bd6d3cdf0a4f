using WebP2P.Protocols.Content;
using WebP2P.Protocols.Search;

namespace WebP2P.Protocols.Overlays.Napster;

/// <summary>The words of the memory store as one asker sees them: those of names of nodes that are present.</summary>
internal sealed class VisibleWords(WordPostings postings, Func<ContentId, string, bool> isVisibleIn) : ISortedWords
{
    /// <summary>Words with a beginning that are looked at for suggestions.</summary>
    private const int LookedAtMax = 200;

    public string? AtOrAfter(string text) => postings.AtOrAfter(text);

    public string? PastPrefix(string prefix) => postings.AtOrAfter(prefix + char.MaxValue);

    public int Names(string word) => postings.Of(word).Count;

    public bool IsVisible(string word) => postings.Of(word).Any(content => isVisibleIn(content, word));

    public IReadOnlyList<string> Suggest(string text, int wordsMax) =>
        SuggestPrefix.Of(text) is not { } prefix ? [] :
        [
            .. postings.BeginningWith(prefix)
                .Where(word => word != prefix)
                .OrderByDescending(Names).ThenBy(word => word, StringComparer.Ordinal)
                .Take(LookedAtMax)
                .Where(IsVisible)
                .Take(Math.Min(wordsMax, SuggestPrefix.WordsMax)),
        ];
}
