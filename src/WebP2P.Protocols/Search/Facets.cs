using WebP2P.Protocols.Content;

namespace WebP2P.Protocols.Search;

/// <summary>How the contents that match fall into groups, so that an owner can narrow a search: largest groups first.</summary>
/// <param name="Kinds">Values that <c>kind:</c> takes.</param>
/// <param name="Extensions">Values that <c>ext:</c> takes.</param>
/// <param name="Sizes">Values that <c>size:</c> takes.</param>
public sealed record Facets(IReadOnlyList<FacetCount> Kinds, IReadOnlyList<FacetCount> Extensions, IReadOnlyList<FacetCount> Sizes)
{
    /// <summary>Most values of one facet that travel.</summary>
    public const int ValuesMax = 12;

    public static Facets None { get; } = new([], [], []);

    /// <summary>Both together; the larger count of each value, because two overlays may have counted the same contents.</summary>
    public Facets Merge(Facets other) => new(Merge(Kinds, other.Kinds), Merge(Extensions, other.Extensions), Merge(Sizes, other.Sizes));

    private static IReadOnlyList<FacetCount> Merge(IReadOnlyList<FacetCount> some, IReadOnlyList<FacetCount> others) => others.Count == 0 ? some :
    [
        .. some.Concat(others)
            .GroupBy(value => value.Value, (value, counts) => new FacetCount(value, counts.Max(count => count.Contents)), StringComparer.Ordinal)
            .OrderByDescending(value => value.Contents)
            .Take(ValuesMax),
    ];

    /// <summary>Without values that no query could ask for; strangers count too.</summary>
    public Facets Checked() => new(
        Checked(Kinds, static value => ContentKinds.TryParse(value, out _)),
        Checked(Extensions, static value => value.Length is > 0 and <= ContentKinds.ExtensionCharactersMax && value.All(char.IsAsciiLetterOrDigit)),
        Checked(Sizes, static value => SizeText.TryParseRange(value, out _)));

    private static IReadOnlyList<FacetCount> Checked(IReadOnlyList<FacetCount> values, Func<string, bool> isValue) =>
        [.. values.Where(value => value.Contents > 0 && isValue(value.Value)).DistinctBy(value => value.Value).Take(ValuesMax)];
}

/// <summary>One value of a facet and how many contents have it.</summary>
public readonly record struct FacetCount(string Value, int Contents);
