using WebP2P.Node.Index.Memory;
using WebP2P.Protocols.Search;

namespace WebP2P.Node.Index;

/// <summary>The words of the index as one asker sees them.</summary>
internal sealed class IndexWords(IndexVocabulary vocabulary, Func<string, bool> isVisible) : ISortedWords
{
    /// <summary>The most frequent words with a beginning, of which those that are visible are suggested.</summary>
    private const int LookedAtMax = 200;

    /// <summary>Where the newest look ended: the next one is often near.</summary>
    private IndexVocabulary.Place place;

    public string? AtOrAfter(string text) => vocabulary.AtOrAfter(text, ref place);

    public string? After(string word) => vocabulary.After(word, ref place);

    public string? PastPrefix(string prefix) => AtOrAfter(prefix + char.MaxValue);

    public int Names(string word) => vocabulary.Names(word);

    public bool IsVisible(string word) => vocabulary.Names(word) > 0 && isVisible(word);

    public IReadOnlyList<string> Suggest(string prefix, int wordsMax) =>
    [
        .. vocabulary.BeginningWith(prefix)
            .Where(one => one.Word != prefix)
            .OrderByDescending(one => one.Names).ThenBy(one => one.Word, StringComparer.Ordinal)
            .Take(LookedAtMax)
            .Select(one => one.Word)
            .Where(isVisible)
            .Take(Math.Min(wordsMax, SuggestPrefix.WordsMax)),
    ];
}
