using WebP2P.Node.Control;
using WebP2P.Protocols.Content;
using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Overlays;
using WebP2P.Protocols.Overlays.Napster;
using WebP2P.Protocols.Search;

namespace WebP2P.Node.Overlays;

/// <summary>A source as a search found it.</summary>
internal sealed record FoundSource(NodeId Node, bool Complete, int Hops, IReadOnlyList<OverlayKind> FoundBy);

/// <summary>A content that a search found, with all its names and sources over all overlays.</summary>
internal sealed class FoundContent(ContentId content, long order)
{
    private const int NamesMax = 32;
    private const int SourcesMax = 200;

    private readonly Dictionary<NodeId, FoundSource> sources = [];
    private readonly Dictionary<OverlayKind, FoundBy> foundBy = [];
    private readonly List<string> names = [];
    private int sourceCount;
    private long modifiedUnixMs;

    public ContentId Content { get; } = content;

    /// <summary>Order of arrival, from 1.</summary>
    public long Order { get; } = order;

    /// <summary>Number of the last change within its search, from 1.</summary>
    public long Number { get; private set; }

    public string? Name => names.FirstOrDefault();

    public IReadOnlyCollection<FoundSource> Sources => sources.Values;

    private int SourceCount => Math.Max(sourceCount, sources.Count);

    /// <summary>True when this overlay had not found it before.</summary>
    public bool Merge(Hit hit, HitsFound notice, long number)
    {
        Number = number;
        sourceCount = Math.Max(sourceCount, hit.SourceCount);
        modifiedUnixMs = Math.Max(modifiedUnixMs, hit.ModifiedUnixMs);
        var isNew = !foundBy.TryGetValue(notice.Overlay, out var first);
        foundBy[notice.Overlay] = first is null ? new FoundBy(notice.Overlay, notice.Hops, notice.ElapsedMs) : first with { Hops = Math.Min(first.Hops, notice.Hops) };
        foreach (var name in hit.Names)
            if (names.Count < NamesMax && !names.Contains(name)) names.Add(name);
        foreach (var source in hit.Sources) Merge(source, notice);
        return isNew;
    }

    public Score Score(Query query, long nowUnixMs) => Ranking.Rank(query, names, Content, new Standing(SourceCount, modifiedUnixMs, nowUnixMs));

    public SearchResult View(Query query, LocalState local, long nowUnixMs)
    {
        var score = Score(query, nowUnixMs);
        return new SearchResult(
            Number,
            Content.Hash,
            Content.SizeBytes,
            names.FirstOrDefault() ?? Content.ToString(),
            [.. names],
            ContentKinds.FromName(names.FirstOrDefault() ?? ""),
            SourceCount,
            score.Total,
            [.. score.Reasons.Select(reason => reason.Text)],
            [.. foundBy.Values.OrderBy(found => found.Overlay)],
            local);
    }

    private void Merge(HitSource source, HitsFound notice)
    {
        if (sources.TryGetValue(source.Node, out var known))
            sources[source.Node] = known with { Complete = known.Complete || source.Complete, Hops = Math.Min(known.Hops, notice.Hops), FoundBy = [.. known.FoundBy.Append(notice.Overlay).Distinct()] };
        else if (sources.Count < SourcesMax) sources[source.Node] = new FoundSource(source.Node, source.Complete, notice.Hops, [notice.Overlay]);
    }
}
