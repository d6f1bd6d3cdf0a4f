using WebP2P.Node.Index.Memory;
using WebP2P.Protocols.Content;
using WebP2P.Protocols.Search;

namespace WebP2P.Node.Index;

/// <summary>Names that match, grouped by their contents and put in order.</summary>
internal sealed class IndexAnswer(IndexSearch search, IndexMemory memory)
{
    private sealed class Found(ContentId content, int standingPoints)
    {
        private readonly List<(int Points, string Name)> names = new(1);
        private int bestPoints = -1;

        public ContentId Content => content;

        /// <summary>The name that is first in order.</summary>
        public string Best { get; private set; } = "";

        /// <summary>Of the best name and of the content.</summary>
        public int Score => bestPoints + standingPoints;

        public IReadOnlyList<string> InOrder => names.Count == 1 ? [Best]
            : [.. names.OrderByDescending(name => name.Points).ThenBy(name => name.Name, StringComparer.Ordinal).Select(name => name.Name).Take(Hit.NamesMax)];

        public void Add(int points, string name)
        {
            names.Add((points, name));
            if (points < bestPoints || (points == bestPoints && string.CompareOrdinal(name, Best) > 0)) return;
            (bestPoints, Best) = (points, name);
        }
    }

    private const int NamesPerContentMax = 4;

    /// <summary>How often it is asked whether the others can be better.</summary>
    private const int NamesPerLook = 8;

    private readonly Dictionary<int, Found> contents = [];

    private int names;

    /// <summary>Whether names that are no better than this are not needed any more.</summary>
    /// <param name="knownPoints">What is known of the best of them.</param>
    public bool IsEnough(int knownPoints)
    {
        if (names < search.NamesMin) return false;
        // Contents with very many names must not leave the answer short of others.
        if (contents.Count < search.ContentsMax) return names >= search.NamesMin * NamesPerContentMax;
        return names >= search.NamesEnough || (names % NamesPerLook == 0 && CountBetter(knownPoints + search.TextPointsMax) >= search.ContentsMax);
    }

    /// <param name="nameNumber">Of a name that may match.</param>
    public void Add(int nameNumber, int standingPoints)
    {
        var number = memory.ContentOf(nameNumber);
        var content = memory.IdOf(number);
        if (!search.Presence.Shows(content)) return;
        var name = memory.TextOf(nameNumber);
        if (!Ranking.TryRankName(search.Query, name, content, out var points)) return;
        if (!contents.TryGetValue(number, out var found)) contents.Add(number, found = new Found(content, standingPoints));
        found.Add(points, name);
        names++;
    }

    public IReadOnlyList<Hit> Best(int contentsMax, out bool isShortened)
    {
        isShortened = contents.Count > contentsMax;
        var sources = new SourceList(memory.Nodes);
        return [.. contents
            .OrderByDescending(found => found.Value.Score).ThenBy(found => found.Value.Content)
            .Take(contentsMax)
            .Select(found => ToHit(found.Key, found.Value, sources))];
    }

    /// <summary>Counts each content under its best name.</summary>
    public Facets Facets()
    {
        var facets = new FacetCounter();
        foreach (var found in contents.Values) facets.Add(found.Content, found.Best);
        return facets.Count();
    }

    private int CountBetter(int points)
    {
        var count = 0;
        foreach (var found in contents.Values)
            if (found.Score >= points) count++;
        return count;
    }

    private Hit ToHit(int number, Found found, SourceList sources)
    {
        sources.Begin();
        memory.Collect(number, search.Present, sources);
        return new Hit(found.Content, found.InOrder, sources.First(Hit.SourcesMax), sources.Count) { ModifiedUnixMs = sources.ModifiedUnixMs };
    }
}
