using System.Buffers.Binary;
using System.Text;
using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Overlays;

namespace WebP2P.Protocols.Wire;

/// <summary>
/// Reads a body field by field. The first thing that is wrong sticks in <see cref="Failure"/> and ends the reading; nothing throws.
/// Values point into the input; only texts, lists and records allocate, and lists are bounded.
/// </summary>
public ref struct FieldReader(ReadOnlyMemory<byte> body, IRecordSeal seal)
{
    private static readonly UTF8Encoding StrictUtf8 = new(false, true);
    private ReadOnlyMemory<byte> rest = body;
    private ReadOnlyMemory<byte> value = default;
    private int tag = 0;
    private bool single = false;

    public DropReason? Failure { get; private set; } = null;

    /// <summary>Moves to the next field. False at the end, or when something was wrong.</summary>
    public bool Next(out int current)
    {
        current = 0;
        if (Failure is not null || rest.IsEmpty) return false;
        if (!Varint(ref rest, out var read) || read == 0 || read > int.MaxValue || !Varint(ref rest, out var count) || (int)read < tag || ((int)read == tag && single) || count > (ulong)rest.Length)
        {
            Fail();
            return false;
        }

        tag = current = (int)read;
        single = false;
        value = rest[..(int)count];
        rest = rest[(int)count..];
        return true;
    }

    /// <summary>The field just read may come again: it is an element of a list. Any other known field stands once, so that reading costs no more than its bytes.</summary>
    public void Repeats() => single = false;

    public void Fail(DropReason reason = DropReason.Malformed) => Failure ??= reason;

    public ReadOnlyMemory<byte> Bytes(int lengthMax)
    {
        single = true;
        if (value.Length <= lengthMax) return value;
        Fail();
        return default;
    }

    public long Number(long max = long.MaxValue)
    {
        single = true;
        var bytes = value;
        if (Varint(ref bytes, out var number) && bytes.IsEmpty && number <= (ulong)max) return (long)number;
        Fail();
        return 0;
    }

    /// <summary>Varints one behind the other, at most so many, each of at most so many bytes.</summary>
    public int[] Numbers(int countMax, int bytesMax)
    {
        single = true;
        var count = 0;
        foreach (var one in value.Span) count += one < 0x80 ? 1 : 0;
        if (count > countMax)
        {
            Fail(DropReason.LimitReached);
            return [];
        }

        var numbers = new int[count];
        var bytes = value;
        for (var index = 0; index < count; index++)
        {
            if (Varint(ref bytes, out var number) && number < 1UL << (7 * bytesMax)) numbers[index] = (int)number;
            else Fail();
        }

        if (!bytes.IsEmpty) Fail();
        return numbers;
    }

    public bool Flag() => Number(1) == 1;

    /// <summary>Strict UTF-8 of at most so many bytes.</summary>
    public string Text(int bytesMax)
    {
        single = true;
        if (value.Length <= bytesMax && System.Text.Unicode.Utf8.IsValid(value.Span)) return StrictUtf8.GetString(value.Span);
        Fail();
        return "";
    }

    public UInt128 Id()
    {
        single = true;
        if (value.Length == 16) return BinaryPrimitives.ReadUInt128BigEndian(value.Span);
        Fail();
        return default;
    }

    public Bytes32 Hash()
    {
        single = true;
        if (value.Length == Bytes32.Length) return new Bytes32(value.Span);
        Fail();
        return default;
    }

    private readonly FieldReader Inner() => new(value, seal);

    /// <summary>Adds the current field to a list of at most so many; what the inner reader found wrong is wrong here too.</summary>
    public void Add<T>(ref List<T>? list, int countMax, Decode<T> decode)
    {
        if ((list?.Count ?? 0) >= countMax)
        {
            Fail(DropReason.LimitReached);
            return;
        }

        var item = Nested(decode);
        Repeats();
        if (Failure is null) (list ??= []).Add(item);
    }

    public T Nested<T>(Decode<T> decode)
    {
        single = true;
        var inner = Inner();
        var item = decode(ref inner);
        if (inner.Failure is { } reason) Fail(reason);
        return item;
    }

    /// <summary>Opens the envelope in the current field; a forged or expired one is a <see cref="DropReason.BadSignature"/>.</summary>
    public Signed<T>? Sealed<T>()
        where T : Record
    {
        single = true;
        if (value.Length <= Envelope.BytesMax && seal.TryOpen<T>(value.ToArray(), out var signed)) return signed;
        Fail(DropReason.BadSignature);
        return null;
    }

    private static bool Varint(ref ReadOnlyMemory<byte> from, out ulong value)
    {
        var span = from.Span;
        value = 0;
        for (var index = 0; index < Math.Min(span.Length, 10); index++)
        {
            value |= (ulong)(span[index] & 0x7F) << (7 * index);
            if (index == 9 && span[index] > 1) return false;
            if (span[index] >= 0x80) continue;
            from = from[(index + 1)..];
            return index == 0 || span[index] != 0;
        }

        return false;
    }
}

/// <summary>Reads one value from its fields; what is wrong is left in the reader.</summary>
public delegate T Decode<out T>(ref FieldReader reader);
