using WebP2P.Protocols.Content;
using WebP2P.Protocols.Overlays;

namespace WebP2P.Protocols.Search;

/// <summary>A question for contents by the words of their names, their kind, size and hash; README.md has the language.</summary>
public sealed class Query : IEquatable<Query>
{
    /// <summary>Longest text, in characters.</summary>
    public const int TextMax = 1000;

    /// <summary>Most terms of one query, and most extensions of its <c>ext:</c>.</summary>
    public const int TermsMax = 32;

    private readonly string canonical;

    private Query(QueryTerms terms)
    {
        Words = [.. terms.Words];
        Phrases = [.. terms.Phrases];
        Prefixes = [.. terms.Prefixes];
        ExcludedWords = [.. terms.ExcludedWords];
        ExcludedPhrases = [.. terms.ExcludedPhrases];
        Extensions = [.. terms.Extensions];
        Kinds = [.. terms.Kinds];
        (SizeRange, Hash, Size) = (terms.SizeRange, terms.Hash, terms.Size);
        canonical = QueryText.Write(this);
        InOrder = [.. Words, .. Phrases.SelectMany(phrase => phrase)];
    }

    /// <summary>Tokens that a name must have.</summary>
    public IReadOnlyList<string> Words { get; }

    /// <summary>Tokens that must follow each other in a name.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Phrases { get; }

    /// <summary>Beginnings of tokens that a name must have.</summary>
    public IReadOnlyList<string> Prefixes { get; }

    /// <summary>Tokens that a name must not have.</summary>
    public IReadOnlyList<string> ExcludedWords { get; }

    /// <summary>Tokens that must not follow each other in a name.</summary>
    public IReadOnlyList<IReadOnlyList<string>> ExcludedPhrases { get; }

    /// <summary>Extensions in lower case, one of which a name must have; none asks for nothing.</summary>
    public IReadOnlyList<string> Extensions { get; }

    /// <summary>Kinds, one of which a name must have; none asks for nothing.</summary>
    public IReadOnlyList<ContentKind> Kinds { get; }

    /// <summary>Sizes that are asked for.</summary>
    public SizeRange? SizeRange { get; }

    /// <summary>The only hash that is asked for.</summary>
    public ContentHash? Hash { get; }

    /// <summary>The size in bytes that came with the hash.</summary>
    public long? Size { get; }

    /// <summary>Reads a text; exactly one of query and problem is there afterwards.</summary>
    public static bool TryParse(string text, out Query? query, out QueryProblem? problem)
    {
        var parser = new QueryParser(text);
        query = parser.Parse() ? new Query(parser.Terms) : null;
        problem = parser.Problem;
        if (query is null || query.canonical.Length <= TextMax) return query is not null;
        query = null;
        problem = QueryProblem.At(text, 0, text.Length, "a text whose words have at most 1,000 characters when they are written out");
        return false;
    }

    /// <summary>Whether a content with this name is an answer. Holder and asker both check it.</summary>
    public bool Matches(string name, ContentId content) => MatchesContent(content) && QueryMatch.Matches(this, name);

    /// <summary>Whether a content is an answer by one of its names.</summary>
    public bool Matches(IEnumerable<string> names, ContentId content) => MatchesContent(content) && names.Any(name => QueryMatch.Matches(this, name));

    /// <summary>How an overlay would answer the query.</summary>
    public QueryPlan Plan(OverlayKind overlay) => QueryPlan.For(this, overlay);

    /// <summary>The same query with other words, phrases and beginnings, each kept once.</summary>
    internal Query With(IReadOnlyList<string> words, IReadOnlyList<IReadOnlyList<string>> phrases, IReadOnlyList<string> prefixes)
    {
        var terms = new QueryTerms { SizeRange = SizeRange, Hash = Hash, Size = Size };
        foreach (var word in words) terms.AddTokens([word], excluded: false);
        foreach (var phrase in phrases) terms.AddTokens(phrase, excluded: false);
        terms.Prefixes.AddRange(prefixes.Distinct(StringComparer.Ordinal));
        terms.ExcludedWords.AddRange(ExcludedWords);
        terms.ExcludedPhrases.AddRange(ExcludedPhrases);
        terms.Extensions.AddRange(Extensions);
        terms.Kinds.AddRange(Kinds);
        return new Query(terms);
    }

    /// <inheritdoc />
    public bool Equals(Query? other) => other is not null && other.canonical == canonical;

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as Query);

    /// <inheritdoc />
    public override int GetHashCode()
    {
        var hash = canonical.Length;
        foreach (var character in canonical) hash = hash * 31 + character;
        return hash;
    }

    /// <summary>The canonical text: parses to an equal query, and is what travels.</summary>
    public override string ToString() => canonical;

    /// <summary>All whole tokens that are asked for, as they were written.</summary>
    internal IReadOnlyList<string> InOrder { get; }

    internal bool MatchesContent(ContentId content) =>
        (Hash is null || Hash == content.Hash)
        && (Size is null || Size == content.SizeBytes)
        && (SizeRange is null || SizeRange.Value.Contains(content.SizeBytes));
}
