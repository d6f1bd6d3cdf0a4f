namespace WebP2P.Node.Library;

/// <summary>The order in which the database sorts paths: by the bytes of their UTF-8.</summary>
internal sealed class PathOrder : IComparer<string>
{
    public static readonly PathOrder Instance = new();

    /// <summary>After everything that lies in a folder, when it takes the place of the slash after the folder's path.</summary>
    public const char AfterSlash = (char)('/' + 1);

    /// <inheritdoc />
    public int Compare(string? x, string? y)
    {
        var left = x.AsSpan();
        var right = y.AsSpan();
        var same = left.CommonPrefixLength(right);
        if (same == left.Length || same == right.Length) return left.Length - right.Length;
        return Weight(left[same]) - Weight(right[same]);
    }

    /// <summary>Surrogates stand for characters above all others.</summary>
    private static int Weight(char unit) => char.IsSurrogate(unit) ? unit + 0x10000 : unit;
}
