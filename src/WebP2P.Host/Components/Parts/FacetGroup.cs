using WebP2P.Host.Components.Drawings;
using WebP2P.Node.Control;
using WebP2P.Protocols.Content;
using WebP2P.Protocols.Search;

namespace WebP2P.Host.Components.Parts;

/// <summary>One facet as it is drawn: its filter in the query language, its title, its values.</summary>
public sealed record FacetGroup(string Filter, string Title, IReadOnlyList<FacetCount> Values)
{
    public const string SizeFilter = "size";
    private const int ExtensionsMax = 6;

    /// <summary>Only where there is something to choose between.</summary>
    public static IReadOnlyList<FacetGroup> Of(Facets facets)
    {
        FacetGroup[] all = [new("kind", "Kind", facets.Kinds), new("ext", "Ending", [.. facets.Extensions.Take(ExtensionsMax)]), new(SizeFilter, "Size", facets.Sizes)];
        return [.. all.Where(group => group.Values.Count > 1)];
    }

    /// <summary>Counts of the results that are at hand.</summary>
    public static Facets Count(IEnumerable<SearchResult> results)
    {
        var counter = new FacetCounter();
        foreach (var result in results) counter.Add(new ContentId(result.Hash, result.Size), result.Name);
        return counter.Count();
    }

    /// <summary>A value for people: .mp3, under 100 KiB, 1–10 MiB, over 10 GiB.</summary>
    public string Label(string value)
    {
        if (Filter == "ext") return "." + value;
        if (Filter != SizeFilter || value.Split("..") is not [var low, var high]) return value;
        if (low.Length == 0) return "under " + Spaced(high);
        return high.Length == 0 ? "over " + Spaced(low) : $"{Spaced(low)} – {Spaced(high)}";
    }

    private static string Spaced(string size)
    {
        var unit = size.IndexOfAny(['K', 'M', 'G', 'T']);
        return unit < 0 ? size : new Measure(size[..unit], size[unit..]).ToString();
    }
}
