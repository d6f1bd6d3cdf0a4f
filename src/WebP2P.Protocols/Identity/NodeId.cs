namespace WebP2P.Protocols.Identity;

/// <summary>A node's name: SHA-256 of its ECDSA P-256 public key (SPKI, 91 bytes). It stays when the address changes.</summary>
public readonly record struct NodeId(Bytes32 Value) : IComparable<NodeId>
{
    /// <summary>First 8 hex digits, as shown beside a node's name.</summary>
    public string ShortText => ToString()[..8];

    /// <summary>Parses 64 hex digits.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out NodeId id)
    {
        var parsed = Bytes32.TryParse(text, out var value);
        id = new NodeId(value);
        return parsed;
    }

    /// <inheritdoc />
    public int CompareTo(NodeId other) => Value.CompareTo(other.Value);

    public static bool operator <(NodeId left, NodeId right) => left.Value < right.Value;

    public static bool operator >(NodeId left, NodeId right) => left.Value > right.Value;

    public static bool operator <=(NodeId left, NodeId right) => left.Value <= right.Value;

    public static bool operator >=(NodeId left, NodeId right) => left.Value >= right.Value;

    public override int GetHashCode() => Value.GetHashCode();

    /// <summary>64 lower-case hex digits.</summary>
    public override string ToString() => Value.ToString();
}
