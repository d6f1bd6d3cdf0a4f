using WebP2P.Protocols.Content;

namespace WebP2P.Protocols.Search;

/// <summary>What a parser has read so far; becomes a <see cref="Query"/>.</summary>
internal sealed class QueryTerms
{
    public List<string> Words { get; } = [];

    public List<IReadOnlyList<string>> Phrases { get; } = [];

    public List<string> Prefixes { get; } = [];

    public List<string> ExcludedWords { get; } = [];

    public List<IReadOnlyList<string>> ExcludedPhrases { get; } = [];

    public List<string> Extensions { get; } = [];

    public List<ContentKind> Kinds { get; } = [];

    public SizeRange? SizeRange { get; set; }

    public ContentHash? Hash { get; set; }

    public long? Size { get; set; }

    /// <summary>Whether anything is looked for, rather than only excluded.</summary>
    public bool IsPositive => Words.Count + Phrases.Count + Prefixes.Count + Extensions.Count + Kinds.Count > 0 || SizeRange is not null || Hash is not null;

    /// <summary>Several tokens written as one belong together.</summary>
    public void AddTokens(IReadOnlyList<string> tokens, bool excluded)
    {
        if (tokens.Count == 1) AddOnce(excluded ? ExcludedWords : Words, tokens[0]);
        else if (tokens.Count > 1) AddOnce(excluded ? ExcludedPhrases : Phrases, tokens);
    }

    public static void AddOnce<T>(List<T> terms, T term)
    {
        if (!terms.Contains(term)) terms.Add(term);
    }

    private static void AddOnce(List<IReadOnlyList<string>> phrases, IReadOnlyList<string> phrase)
    {
        if (!phrases.Exists(known => known.SequenceEqual(phrase))) phrases.Add(phrase);
    }
}
