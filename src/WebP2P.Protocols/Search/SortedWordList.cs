namespace WebP2P.Protocols.Search;

/// <summary>Words sorted by UTF-16, with how often each stands in names; read only.</summary>
/// <param name="words">In ordinal order, each once.</param>
/// <param name="names">How often each of them stands in names.</param>
/// <param name="isVisible">Whether a name that may be shown has the word.</param>
public sealed class SortedWordList(IReadOnlyList<string> words, IReadOnlyList<int> names, Func<string, bool> isVisible) : ISortedWords
{
    /// <inheritdoc />
    public string? AtOrAfter(string text) => Find(text) is var at && at < words.Count ? words[at] : null;

    /// <summary>No token has the last code of UTF-16, which is no character.</summary>
    public string? PastPrefix(string prefix) => AtOrAfter(prefix + char.MaxValue);

    /// <inheritdoc />
    public int Names(string word) => Find(word) is var at && at < words.Count && words[at] == word ? names[at] : 0;

    /// <inheritdoc />
    public bool IsVisible(string word) => Names(word) > 0 && isVisible(word);

    /// <summary>Where the newest search ended: the next one is often near. Only a hint, so that many may read at once.</summary>
    private int hint;

    /// <summary>The place of the first word at or after the text.</summary>
    private int Find(string text)
    {
        var (low, high) = Around(text);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (string.CompareOrdinal(words[middle], text) < 0) low = middle + 1;
            else high = middle;
        }
        hint = low;
        return low;
    }

    /// <summary>A stretch that has the place, found in growing steps from the hint on.</summary>
    private (int Low, int High) Around(string text)
    {
        var low = hint;
        if (low >= words.Count || string.CompareOrdinal(words[low], text) >= 0) return (0, low >= words.Count ? words.Count : low);
        for (var step = 8; low + step < words.Count; step *= 2)
        {
            if (string.CompareOrdinal(words[low + step], text) >= 0) return (low, low + step);
            low += step;
        }
        return (low, words.Count);
    }
}
