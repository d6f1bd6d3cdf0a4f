namespace WebP2P.Protocols.Search;

/// <summary>Letters to insert, delete, replace or swap with their neighbour until one word is the other (optimal string alignment).</summary>
internal static class WordDistance
{
    public static int Between(string left, string right)
    {
        var (before, above, row) = (new int[right.Length + 1], new int[right.Length + 1], new int[right.Length + 1]);
        for (var at = 0; at <= right.Length; at++) row[at] = at;
        for (var depth = 1; depth <= left.Length; depth++)
        {
            (before, above, row) = (above, row, before);
            row[0] = depth;
            for (var at = 1; at <= right.Length; at++)
            {
                row[at] = Math.Min(Math.Min(above[at], row[at - 1]) + 1, above[at - 1] + (left[depth - 1] == right[at - 1] ? 0 : 1));
                if (depth > 1 && at > 1 && left[depth - 1] == right[at - 2] && left[depth - 2] == right[at - 1]) row[at] = Math.Min(row[at], before[at - 2] + 1);
            }
        }
        return row[right.Length];
    }
}
