using WebP2P.Protocols.Content;
using WebP2P.Protocols.Overlays.Napster;
using WebP2P.Protocols.Search;

namespace WebP2P.Node.Index;

/// <summary>A name that matches.</summary>
internal readonly record struct IndexCandidate(long NameId, long ContentId, string Name, ContentId Content);

/// <summary>Somebody who has the content, under this name.</summary>
internal readonly record struct IndexSource(long NameId, HitSource Source, long ModifiedUnixMs);

/// <summary>Makes hits of rows and puts them in order.</summary>
internal static class IndexRanking
{
    /// <summary>Null when no node that is online has the content under a name that matches.</summary>
    public static Hit? Answer(Query query, IReadOnlyList<IndexCandidate> candidates, IReadOnlyList<IndexSource> sources, Presence presence)
    {
        var present = sources.Where(source => presence.Contains(source.Source.Node)).ToList();
        var namesPresent = present.Select(source => source.NameId).ToHashSet();
        var content = candidates[0].Content;
        List<string> names = [.. candidates.Where(candidate => namesPresent.Contains(candidate.NameId)).Select(candidate => candidate.Name)
            .OrderByDescending(name => Ranking.Rank(query, [name], content, default).Total).ThenBy(name => name, StringComparer.Ordinal)
            .Take(Hit.NamesMax)];
        if (names.Count == 0) return null;
        var all = InOrder(present.GroupBy(source => source.Source.Node, (node, own) => new HitSource(node, own.Any(source => source.Source.Complete)))).ToList();
        return new Hit(content, names, [.. all.Take(Hit.SourcesMax)], all.Count) { ModifiedUnixMs = Math.Max(0, present.Max(source => source.ModifiedUnixMs)) };
    }

    public static List<Hit> Best(Query query, IEnumerable<Hit> hits, int hitsMax, long wallUnixMs) =>
        [.. hits.Select(hit => (Hit: hit, Ranking.Rank(query, hit.Names, hit.Content, hit.Standing(wallUnixMs)).Total))
            .OrderByDescending(ranked => ranked.Total).ThenBy(ranked => ranked.Hit.Content)
            .Select(ranked => ranked.Hit)
            .Take(hitsMax)];

    /// <summary>Whole ones first, then by id.</summary>
    public static IEnumerable<HitSource> InOrder(IEnumerable<HitSource> sources) => sources.OrderByDescending(source => source.Complete).ThenBy(source => source.Node);
}
