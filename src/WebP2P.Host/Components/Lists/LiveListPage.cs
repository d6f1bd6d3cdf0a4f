namespace WebP2P.Host.Components.Lists;

/// <summary>Some rows in a row, of a list that has <paramref name="Total"/> rows.</summary>
public sealed record LiveListPage<T>(IReadOnlyList<T> Rows, int Total);

/// <summary>Pages of lists that are in memory anyway, such as a snapshot of the node.</summary>
public static class LiveListPage
{
    /// <summary>At most <paramref name="count"/> rows from <paramref name="start"/>.</summary>
    public static LiveListPage<T> Slice<T>(IReadOnlyList<T> all, int start, int count)
    {
        var from = Math.Clamp(start, 0, all.Count);
        var rows = new List<T>(Math.Min(count, all.Count - from));
        for (var i = from; i < all.Count && rows.Count < count; i++) rows.Add(all[i]);
        return new LiveListPage<T>(rows, all.Count);
    }
}
