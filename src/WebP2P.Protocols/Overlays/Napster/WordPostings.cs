using WebP2P.Protocols.Content;

namespace WebP2P.Protocols.Overlays.Napster;

/// <summary>Which contents have a word in one of their names; the words in order.</summary>
internal sealed class WordPostings
{
    /// <summary>Longer than any word, because tokens have at most 64 bytes.</summary>
    private static readonly string End = new(char.MaxValue, 1);

    private static readonly SortedSet<ContentId> Nothing = [];

    private readonly Dictionary<string, SortedSet<ContentId>> postings = new(StringComparer.Ordinal);
    private readonly SortedSet<string> words = new(StringComparer.Ordinal);

    public IReadOnlyCollection<ContentId> Of(string word) => postings.GetValueOrDefault(word, Nothing);

    public string? AtOrAfter(string text) => string.CompareOrdinal(text, End) > 0 ? null : words.GetViewBetween(text, End).Min;

    public IEnumerable<string> BeginningWith(string prefix) => words.GetViewBetween(prefix, prefix + char.MaxValue);

    public void Post(string word, ContentId content)
    {
        if (!postings.TryGetValue(word, out var contents))
        {
            postings.Add(word, contents = []);
            words.Add(word);
        }
        contents.Add(content);
    }

    public void Unpost(string word, ContentId content)
    {
        if (!postings.TryGetValue(word, out var contents)) return;
        contents.Remove(content);
        if (contents.Count > 0) return;
        postings.Remove(word);
        words.Remove(word);
    }
}
