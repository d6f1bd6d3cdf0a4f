using System.Globalization;

namespace WebP2P.Protocols.Content;

/// <summary>The name of a content on every overlay: its hash and its size in bytes (1 to 2^43). Text form <c>&lt;64 hex&gt;-&lt;size&gt;</c>.</summary>
public readonly record struct ContentId(ContentHash Hash, long SizeBytes) : IComparable<ContentId>
{
    /// <summary>Largest content, in bytes: 2^43.</summary>
    public const long SizeBytesMax = 1L << 43;

    /// <summary>Whether the size is one that a content may have.</summary>
    public static bool IsSize(long sizeBytes) => sizeBytes is >= 1 and <= SizeBytesMax;

    /// <summary>Parses <c>&lt;64 hex&gt;-&lt;size&gt;</c>; a bare hash is not a content id.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out ContentId id)
    {
        id = default;
        if (text.Length < 2 * Bytes32.Length + 2 || text[2 * Bytes32.Length] != '-') return false;
        if (!ContentHash.TryParse(text[..(2 * Bytes32.Length)], out var hash)) return false;
        if (!long.TryParse(text[(2 * Bytes32.Length + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var size)) return false;
        id = new ContentId(hash, size);
        return IsSize(size);
    }

    /// <inheritdoc />
    public int CompareTo(ContentId other)
    {
        var order = Hash.CompareTo(other.Hash);
        return order == 0 ? SizeBytes.CompareTo(other.SizeBytes) : order;
    }

    public static bool operator <(ContentId left, ContentId right) => left.CompareTo(right) < 0;

    public static bool operator >(ContentId left, ContentId right) => left.CompareTo(right) > 0;

    public static bool operator <=(ContentId left, ContentId right) => left.CompareTo(right) <= 0;

    public static bool operator >=(ContentId left, ContentId right) => left.CompareTo(right) >= 0;

    public override int GetHashCode() => Hash.GetHashCode() ^ (int)SizeBytes;

    /// <inheritdoc />
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Hash}-{SizeBytes}");
}
