namespace WebP2P.Host.Components.Lists;

/// <summary>Keeps rows where they are while somebody points at them: known rows are renewed in place, new ones wait and are counted.</summary>
public sealed class StableOrder<TKey, T>(Func<T, TKey> keyOf)
    where TKey : notnull
{
    private List<T> shown = [];

    /// <summary>Rows in the order in which they are drawn.</summary>
    public IReadOnlyList<T> Shown => shown;

    /// <summary>How many rows are waiting to be shown.</summary>
    public int NewCount { get; private set; }

    /// <summary>Takes the newest rows; while <paramref name="isHeld"/> no row moves and none appears, rows that are gone keep their last values, unless <paramref name="keepsGone"/> is false.</summary>
    public void Take(IReadOnlyList<T> latest, bool isHeld, bool keepsGone = true)
    {
        if (!isHeld || shown.Count == 0)
        {
            shown = [.. latest];
            NewCount = 0;
            return;
        }

        var byKey = new Dictionary<TKey, T>(latest.Count);
        foreach (var row in latest) byKey[keyOf(row)] = row;
        if (!keepsGone) shown.RemoveAll(row => !byKey.ContainsKey(keyOf(row)));
        var known = 0;
        for (var i = 0; i < shown.Count; i++)
        {
            if (!byKey.TryGetValue(keyOf(shown[i]), out var renewed)) continue;
            shown[i] = renewed;
            known++;
        }

        NewCount = byKey.Count - known;
    }
}
