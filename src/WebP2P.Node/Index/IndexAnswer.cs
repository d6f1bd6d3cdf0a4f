using WebP2P.Node.Index.Memory;
using WebP2P.Protocols.Content;
using WebP2P.Protocols.Search;

namespace WebP2P.Node.Index;

/// <summary>Names that match, grouped by their contents and put in order.</summary>
internal sealed class IndexAnswer(Query query, IndexMemory memory, NodeSet present)
{
    private sealed class Found(ContentId content, int standingPoints)
    {
        public ContentId Content => content;

        public int StandingPoints => standingPoints;

        public List<(int Points, string Name)> Names { get; } = [];

        public int Points => Names.Max(name => name.Points);

        public string Best => InOrder.First();

        public IEnumerable<string> InOrder => Names.Count == 1 ? [Names[0].Name]
            : Names.OrderByDescending(name => name.Points).ThenBy(name => name.Name, StringComparer.Ordinal).Select(name => name.Name);
    }

    private readonly Dictionary<int, Found> contents = [];

    /// <summary>Contents so far.</summary>
    public int Contents => contents.Count;

    /// <summary>Names so far.</summary>
    public int Names { get; private set; }

    public void Add(int number, string name, ContentId content, int standingPoints)
    {
        if (!Ranking.TryRankName(query, name, content, out var points)) return;
        if (!contents.TryGetValue(number, out var found)) contents.Add(number, found = new Found(content, standingPoints));
        found.Names.Add((points, name));
        Names++;
    }

    public IReadOnlyList<Hit> Best(int contentsMax, out bool isShortened)
    {
        isShortened = contents.Count > contentsMax;
        var sources = new SourceList(memory.Nodes);
        return [.. contents
            .Select(found => (Number: found.Key, Found: found.Value, Score: found.Value.Points + found.Value.StandingPoints))
            .OrderByDescending(ranked => ranked.Score).ThenBy(ranked => ranked.Found.Content)
            .Take(contentsMax)
            .Select(ranked => ToHit(ranked.Number, ranked.Found, sources))];
    }

    /// <summary>Counts each content under its best name.</summary>
    public Facets Facets()
    {
        var facets = new FacetCounter();
        foreach (var found in contents.Values) facets.Add(found.Content, found.Best);
        return facets.Count();
    }

    private Hit ToHit(int number, Found found, SourceList sources)
    {
        sources.Begin();
        memory.Collect(number, present, sources);
        List<string> names = [.. found.InOrder.Take(Hit.NamesMax)];
        return new Hit(found.Content, names, sources.First(Hit.SourcesMax), sources.Count) { ModifiedUnixMs = sources.ModifiedUnixMs };
    }
}
