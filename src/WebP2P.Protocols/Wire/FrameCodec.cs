using System.Buffers;
using System.Buffers.Binary;
using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Overlays;

namespace WebP2P.Protocols.Wire;

public enum FrameStatus : byte
{
    /// <summary>Nothing is left to read.</summary>
    End,

    /// <summary>A message was read.</summary>
    Message,

    /// <summary>A frame was passed over; count the reason, keep the link.</summary>
    Dropped,

    /// <summary>The frames cannot be told apart any more: close the link.</summary>
    Broken,
}

/// <summary>
/// Frames of wire version 1: a header of 24 bytes (body length u24, flags u8, type u16, TTL u8, hops u8, id 16) and a body of fields.
/// Several frames stand in one WebSocket message. Big-endian.
/// </summary>
public static class FrameCodec
{
    public const int HeaderBytes = 24;

    /// <summary>Largest frame, header included, in bytes.</summary>
    public const int FrameBytesMax = 64 * 1024;

    /// <summary>Flag bit 0: whoever does not know the type passes over the frame in silence.</summary>
    public const byte SkipIfUnknown = 1;

    [ThreadStatic]
    private static FieldWriter? scratch;

    /// <exception cref="ArgumentException">The message has no wire form, or is larger than a frame: a bug of the sender.</exception>
    public static void Write(IBufferWriter<byte> output, in Header header, Message message)
    {
        var row = MessageTable.Find(message);
        var body = BodyOf(row, message);
        if (body.Length > FrameBytesMax - HeaderBytes) throw new ArgumentException($"{row.Type} of {body.Length} bytes does not fit a frame.", nameof(message));
        var span = output.GetSpan(HeaderBytes + body.Length);
        BinaryPrimitives.WriteUInt32BigEndian(span, (uint)body.Length << 8);
        BinaryPrimitives.WriteUInt16BigEndian(span[4..], (ushort)row.Type);
        span[6] = header.Ttl;
        span[7] = header.Hops;
        BinaryPrimitives.WriteUInt128BigEndian(span[8..], header.Id.Value);
        body.CopyTo(span[HeaderBytes..]);
        output.Advance(HeaderBytes + body.Length);
    }

    /// <summary>Size of the frame that <see cref="Write"/> would make, in bytes.</summary>
    public static int Measure(Message message) => HeaderBytes + BodyOf(MessageTable.Find(message), message).Length;

    /// <summary>What came in goes out again as it was, with the fields that a later version may have added.</summary>
    private static ReadOnlySpan<byte> BodyOf(MessageRow row, Message message)
    {
        if (!message.KeptBody.IsEmpty) return message.KeptBody.Span;
        var writer = scratch ??= new FieldWriter();
        writer.Clear();
        row.Write(writer, message);
        return writer.Written;
    }

    /// <summary>Reads one frame and moves <paramref name="input"/> behind it. Never throws, whatever the bytes.</summary>
    public static FrameStatus TryRead(ref ReadOnlyMemory<byte> input, IRecordSeal seal, out Header header, out Message? message, out DropReason reason)
    {
        while (true)
        {
            header = default;
            message = null;
            reason = DropReason.Malformed;
            if (input.IsEmpty) return FrameStatus.End;
            if (input.Length < HeaderBytes) return FrameStatus.Broken;
            var span = input.Span;
            var length = (int)(BinaryPrimitives.ReadUInt32BigEndian(span) >> 8);
            if (length > FrameBytesMax - HeaderBytes) reason = DropReason.TooLarge;
            if (length > Math.Min(FrameBytesMax, input.Length) - HeaderBytes) return FrameStatus.Broken;
            var body = input.Slice(HeaderBytes, length);
            input = input[(HeaderBytes + length)..];
            var type = (MessageType)BinaryPrimitives.ReadUInt16BigEndian(span[4..]);
            if ((span[3] & SkipIfUnknown) != 0 && MessageTable.Find(type) is null) continue;
            header = new Header(new MessageId(BinaryPrimitives.ReadUInt128BigEndian(span[8..])), span[6], span[7]);
            return ReadBody(type, header, body, seal, out message, out reason);
        }
    }

    private static FrameStatus ReadBody(MessageType type, in Header header, ReadOnlyMemory<byte> body, IRecordSeal seal, out Message? message, out DropReason reason)
    {
        message = null;
        var row = MessageTable.Find(type);
        reason = DropReason.TtlExceeded;
        if (header.Ttl + header.Hops > (row?.TtlAndHopsMax ?? Header.TtlAndHopsMax)) return FrameStatus.Dropped;
        reason = DropReason.UnknownType;
        if (row is null) return FrameStatus.Dropped;
        var reader = new FieldReader(body, seal);
        var read = row.Read(ref reader);
        reason = reader.Failure ?? default;
        if (reader.Failure is not null) return FrameStatus.Dropped;
        if (row.IsRelayed) read.KeptBody = body;
        message = read;
        return FrameStatus.Message;
    }
}
