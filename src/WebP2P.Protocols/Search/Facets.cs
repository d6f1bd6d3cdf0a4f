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
}

/// <summary>One value of a facet and how many contents have it.</summary>
public readonly record struct FacetCount(string Value, int Contents);
