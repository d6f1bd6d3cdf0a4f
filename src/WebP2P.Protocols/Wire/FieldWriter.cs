using System.Buffers.Binary;
using System.Text;

namespace WebP2P.Protocols.Wire;

/// <summary>Writes a body: fields of (tag varint, length varint, bytes) in rising order of tags; a list is the same tag again.</summary>
public sealed class FieldWriter
{
    private byte[] buffer = new byte[512];
    private int length;

    /// <summary>What was written since <see cref="Clear"/>.</summary>
    public ReadOnlySpan<byte> Written => buffer.AsSpan(0, length);

    public void Clear() => length = 0;

    /// <summary>Many small numbers in one field: varints one behind the other.</summary>
    public void Numbers(int tag, IReadOnlyList<int> values)
    {
        var bytes = 0;
        for (var index = 0; index < values.Count; index++) bytes += VarintLength((ulong)values[index]);
        Varint((ulong)tag);
        Varint((ulong)bytes);
        for (var index = 0; index < values.Count; index++) Varint((ulong)values[index]);
    }

    public void Bytes(int tag, ReadOnlySpan<byte> value)
    {
        Varint((ulong)tag);
        Varint((ulong)value.Length);
        value.CopyTo(Reserve(value.Length));
    }

    /// <summary>An unsigned number as a varint; negative numbers do not exist on the wire.</summary>
    public void Number(int tag, long value)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value);
        Varint((ulong)tag);
        Varint((ulong)VarintLength((ulong)value));
        Varint((ulong)value);
    }

    /// <summary>Written only when true.</summary>
    public void Flag(int tag, bool value)
    {
        if (value) Number(tag, 1);
    }

    /// <summary>UTF-8; a lone surrogate becomes U+FFFD.</summary>
    public void Text(int tag, string value)
    {
        var bytes = Encoding.UTF8.GetByteCount(value);
        Varint((ulong)tag);
        Varint((ulong)bytes);
        Encoding.UTF8.GetBytes(value, Reserve(bytes));
    }

    public void TextIfAny(int tag, string? value)
    {
        if (value is not null) Text(tag, value);
    }

    public void Id(int tag, UInt128 value)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, value);
        Bytes(tag, bytes);
    }

    public void Hash(int tag, in Bytes32 value)
    {
        Span<byte> bytes = stackalloc byte[Bytes32.Length];
        value.CopyTo(bytes);
        Bytes(tag, bytes);
    }

    /// <summary>A field whose bytes are fields again.</summary>
    public void Nested<T>(int tag, T value, Action<FieldWriter, T> write)
    {
        Varint((ulong)tag);
        var start = length;
        write(this, value);
        var inner = length - start;
        var prefix = VarintLength((ulong)inner);
        Reserve(prefix);
        buffer.AsSpan(start, inner).CopyTo(buffer.AsSpan(start + prefix));
        length = start;
        Varint((ulong)inner);
        length = start + prefix + inner;
    }

    public void List<T>(int tag, IReadOnlyList<T> values, Action<FieldWriter, T> write)
    {
        for (var index = 0; index < values.Count; index++) Nested(tag, values[index], write);
    }

    internal static int VarintLength(ulong value) => value == 0 ? 1 : (70 - System.Numerics.BitOperations.LeadingZeroCount(value)) / 7;

    private void Varint(ulong value)
    {
        var target = Reserve(VarintLength(value));
        for (var index = 0; index < target.Length; index++, value >>= 7)
            target[index] = (byte)((value & 0x7F) | (index + 1 < target.Length ? 0x80u : 0));
    }

    private Span<byte> Reserve(int count)
    {
        if (length + count > buffer.Length) Array.Resize(ref buffer, Math.Max(buffer.Length * 2, length + count));
        length += count;
        return buffer.AsSpan(length - count, count);
    }
}
