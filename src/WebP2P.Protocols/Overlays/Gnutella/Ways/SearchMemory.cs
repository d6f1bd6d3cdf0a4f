using WebP2P.Protocols.Search;

namespace WebP2P.Protocols.Overlays.Gnutella;

/// <summary>What earlier searches of this node found and cost; takes no memory before the first.</summary>
internal sealed class SearchMemory
{
    private PopularityMemory? popularity;
    private MinuteRate? messages;

    public void Sent(long copies, long nowMs) => (messages ??= new MinuteRate()).Add(nowMs, copies);

    /// <summary>Copies that own queries are taken to have made in the last minute.</summary>
    public long MessagesLately(long nowMs) => messages?.Total(nowMs) ?? 0;

    public void Learn(Query query, int holders, long reached) => (popularity ??= new PopularityMemory()).Learn(KeyOf(query), holders, reached);

    /// <summary>Nodes of a million that had it; null when it was never asked for.</summary>
    public int? PopularityOf(Query query) => popularity?.PerMillionOf(KeyOf(query));

    private static string KeyOf(Query query)
    {
        var plan = query.Plan(OverlayKind.Gnutella);
        return $"{plan.RoutingHash} {string.Join(' ', plan.RoutingWords.Order(StringComparer.Ordinal))} {string.Join("* ", query.Prefixes)}";
    }
}
