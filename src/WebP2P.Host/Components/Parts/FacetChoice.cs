using WebP2P.Node.Control;
using WebP2P.Protocols.Content;
using WebP2P.Protocols.Search;

namespace WebP2P.Host.Components.Parts;

/// <summary>What the owner has chosen of the facets: values of one filter beside each other, filters after each other, as in a query.</summary>
public sealed class FacetChoice
{
    private readonly Dictionary<string, List<string>> chosen = new(StringComparer.Ordinal);
    private Query? query;

    public bool IsEmpty => chosen.Values.All(values => values.Count == 0);

    /// <summary>The chosen values in the query language.</summary>
    public string Text => string.Join(' ', chosen.Where(filter => filter.Value.Count > 0).Select(filter => $"{filter.Key}:{string.Join(',', filter.Value)}"));

    public bool Has(string filter, string value) => chosen.TryGetValue(filter, out var values) && values.Contains(value);

    /// <summary>Chooses a value or takes it back. A query has one size only.</summary>
    public void Toggle(string filter, string value)
    {
        if (!chosen.TryGetValue(filter, out var values)) chosen.Add(filter, values = []);
        var wasChosen = values.Remove(value);
        if (filter == FacetGroup.SizeFilter) values.Clear();
        if (!wasChosen) values.Add(value);
        query = Query.TryParse(Text, out var parsed, out _) ? parsed : null;
    }

    public void Clear()
    {
        chosen.Clear();
        query = null;
    }

    /// <summary>Whether a result is among what was chosen, by its best name, because the counts are by it too.</summary>
    public bool Holds(SearchResult result) => query is null || query.Matches(result.Name, new ContentId(result.Hash, result.Size));
}
