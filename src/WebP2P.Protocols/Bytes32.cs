using System.Buffers.Binary;

namespace WebP2P.Protocols;

/// <summary>256 bits held by value: the body of a <see cref="Identity.NodeId"/> and of a <see cref="Content.ContentHash"/>.</summary>
public readonly record struct Bytes32 : IComparable<Bytes32>
{
    /// <summary>Length in bytes.</summary>
    public const int Length = 32;

    private readonly ulong first, second, third, fourth;

    /// <summary>Reads exactly 32 bytes, most significant first.</summary>
    /// <exception cref="ArgumentException">The span is not 32 bytes long.</exception>
    public Bytes32(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Length) throw new ArgumentException("Exactly 32 bytes are needed.", nameof(bytes));
        first = BinaryPrimitives.ReadUInt64BigEndian(bytes);
        second = BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]);
        third = BinaryPrimitives.ReadUInt64BigEndian(bytes[16..]);
        fourth = BinaryPrimitives.ReadUInt64BigEndian(bytes[24..]);
    }

    /// <summary>From four numbers, the most significant first.</summary>
    public Bytes32(ulong first, ulong second, ulong third, ulong fourth) => (this.first, this.second, this.third, this.fourth) = (first, second, third, fourth);

    /// <summary>The 64 most significant bits; well distributed for hashes.</summary>
    public ulong High => first;

    /// <summary>Writes the 32 bytes, most significant first.</summary>
    public void CopyTo(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt64BigEndian(destination, first);
        BinaryPrimitives.WriteUInt64BigEndian(destination[8..], second);
        BinaryPrimitives.WriteUInt64BigEndian(destination[16..], third);
        BinaryPrimitives.WriteUInt64BigEndian(destination[24..], fourth);
    }

    /// <summary>A new array of the 32 bytes.</summary>
    public byte[] ToArray()
    {
        var bytes = new byte[Length];
        CopyTo(bytes);
        return bytes;
    }

    /// <summary>Parses 64 hex digits of either case.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out Bytes32 value)
    {
        Span<byte> bytes = stackalloc byte[Length];
        value = default;
        if (text.Length != 2 * Length) return false;
        if (Convert.FromHexString(text, bytes, out _, out _) != System.Buffers.OperationStatus.Done) return false;
        value = new Bytes32(bytes);
        return true;
    }

    /// <inheritdoc />
    public int CompareTo(Bytes32 other)
    {
        var order = first.CompareTo(other.first);
        if (order == 0) order = second.CompareTo(other.second);
        if (order == 0) order = third.CompareTo(other.third);
        return order == 0 ? fourth.CompareTo(other.fourth) : order;
    }

    public static bool operator <(Bytes32 left, Bytes32 right) => left.CompareTo(right) < 0;

    public static bool operator >(Bytes32 left, Bytes32 right) => left.CompareTo(right) > 0;

    public static bool operator <=(Bytes32 left, Bytes32 right) => left.CompareTo(right) <= 0;

    public static bool operator >=(Bytes32 left, Bytes32 right) => left.CompareTo(right) >= 0;

    /// <summary>The same on every run and machine: tables keyed by hashes iterate alike.</summary>
    public override int GetHashCode() => (int)(first ^ (first >> 32));

    /// <summary>64 lower-case hex digits.</summary>
    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[Length];
        CopyTo(bytes);
        return Convert.ToHexStringLower(bytes);
    }
}
