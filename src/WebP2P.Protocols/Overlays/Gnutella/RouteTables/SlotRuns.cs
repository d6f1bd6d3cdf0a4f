namespace WebP2P.Protocols.Overlays.Gnutella;

/// <summary>Slots that differ between two tables, as the runs of patches and back.</summary>
internal static class SlotRuns
{
    /// <summary>
    /// The patches that make one table of the other. One with fewer runs than <see cref="RouteTablePatch.RunsMax"/> ends the change,
    /// so that no half table is ever used.
    /// </summary>
    public static IReadOnlyList<IReadOnlyList<int>> Between(RouteTable from, RouteTable to)
    {
        var patches = new List<IReadOnlyList<int>>();
        var runs = new List<int>();
        var end = 0;
        foreach (var slot in Differing(from.Slots(), to.Slots()))
        {
            if (runs.Count > 0 && slot == end)
            {
                runs[^1]++;
            }
            else
            {
                if (runs.Count == RouteTablePatch.RunsMax)
                {
                    patches.Add(runs);
                    (runs, end) = ([], 0);
                }
                runs.Add(slot - end);
                runs.Add(1);
            }
            end = slot + 1;
        }
        patches.Add(runs);
        if (runs.Count == RouteTablePatch.RunsMax) patches.Add([]);
        return patches;
    }

    /// <summary>The slots of the turned runs; null when the runs are none of a table of this size.</summary>
    public static List<int>? Turned(IReadOnlyList<int> runs, int bits)
    {
        var turned = new List<int>();
        var (end, size) = (0, 1 << bits);
        for (var number = 0; number < runs.Count; number++)
        {
            var length = runs[number];
            if (length < 0 || length > size - end || (length == 0 && number > 0)) return null;
            if (number % 2 == 1) turned.AddRange(Enumerable.Range(end, length));
            end += length;
        }
        return turned;
    }

    /// <summary>What is in one of two rising sequences but not in both, rising.</summary>
    public static IEnumerable<int> Differing(IEnumerable<int> one, IEnumerable<int> other)
    {
        using var left = one.GetEnumerator();
        using var right = other.GetEnumerator();
        var (hasLeft, hasRight) = (left.MoveNext(), right.MoveNext());
        while (hasLeft || hasRight)
        {
            var order = !hasRight ? -1 : !hasLeft ? 1 : left.Current.CompareTo(right.Current);
            if (order != 0) yield return order < 0 ? left.Current : right.Current;
            if (order <= 0) hasLeft = left.MoveNext();
            if (order >= 0) hasRight = right.MoveNext();
        }
    }
}
