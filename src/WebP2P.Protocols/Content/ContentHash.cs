namespace WebP2P.Protocols.Content;

/// <summary>BEP 52 <c>pieces root</c>: SHA-256 Merkle root over 16 KiB leaves. It does not commit to the size; see <see cref="ContentId"/>.</summary>
public readonly record struct ContentHash(Bytes32 Value) : IComparable<ContentHash>
{
    /// <summary>Parses 64 hex digits.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out ContentHash hash)
    {
        var parsed = Bytes32.TryParse(text, out var value);
        hash = new ContentHash(value);
        return parsed;
    }

    /// <inheritdoc />
    public int CompareTo(ContentHash other) => Value.CompareTo(other.Value);

    public static bool operator <(ContentHash left, ContentHash right) => left.Value < right.Value;

    public static bool operator >(ContentHash left, ContentHash right) => left.Value > right.Value;

    public static bool operator <=(ContentHash left, ContentHash right) => left.Value <= right.Value;

    public static bool operator >=(ContentHash left, ContentHash right) => left.Value >= right.Value;

    public override int GetHashCode() => Value.GetHashCode();

    /// <summary>64 lower-case hex digits.</summary>
    public override string ToString() => Value.ToString();
}
