using System.Buffers;
using System.Buffers.Binary;
using System.Text.Json;
using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Overlays;
using WebP2P.Protocols.Overlays.Napster;
using WebP2P.Protocols.Wire;

namespace WebP2P.Protocols.Tests.Wire;

public sealed class FrameCodecTests
{
    private static readonly IRecordSeal Seal = new CountingSeal();
    private static readonly JsonSerializerOptions Readable = new() { Converters = { new AddressText() } };

    public static TheoryData<MessageType> Types => [.. MessageTable.Rows.Select(row => row.Type)];

    [Fact]
    public void Every_message_class_has_a_row_and_a_sample()
    {
        var classes = typeof(Message).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Message)) && !type.IsAbstract).ToHashSet();
        Assert.Equal(classes, [.. MessageTable.Rows.Select(row => row.Clr)]);
        Assert.Equal(classes, [.. SampleMessages.All.Select(message => message.GetType())]);
        Assert.Equal([.. Enum.GetValues<MessageType>().Where(type => type != MessageType.None)], MessageTable.Rows.Select(row => row.Type).Order());
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void A_message_comes_back_as_it_was_sent(MessageType type)
    {
        var sent = Sample(type);
        var header = new Header(new MessageId(new UInt128(5, 6)), 3, 4);
        ReadOnlyMemory<byte> bytes = Encode(header, sent);
        Assert.Equal(bytes.Length, FrameCodec.Measure(sent));

        Assert.Equal(FrameStatus.Message, FrameCodec.TryRead(ref bytes, Seal, out var readHeader, out var read, out _));
        Assert.Equal(header, readHeader);
        Assert.Equal(Text(sent), Text(read!));
        Assert.Equal(Encode(header, sent), Encode(readHeader, read!));
        Assert.Equal(FrameStatus.End, FrameCodec.TryRead(ref bytes, Seal, out _, out _, out _));
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void Mutated_bytes_are_read_or_refused_and_cost_little(MessageType type)
    {
        const int rounds = 200_000;
        var original = Encode(new Header(new MessageId(1), 1), Sample(type));
        var dice = new Random((int)type);
        var refused = 0;
        for (var round = 0; round < rounds; round++)
        {
            ReadOnlyMemory<byte> bytes = Mutate(original, dice);
            var allowance = (64 * 1024) + (4 * bytes.Length);
            var before = GC.GetAllocatedBytesForCurrentThread();
            var status = FrameCodec.TryRead(ref bytes, Seal, out _, out var message, out var reason);
            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(allocated <= allowance, $"round {round}: {allocated} bytes allocated");
            Assert.Equal(status == FrameStatus.Message, message is not null);
            Assert.True(Enum.IsDefined(reason));
            if (status is FrameStatus.Dropped or FrameStatus.Broken) refused++;
        }

        Assert.InRange(refused, 1, rounds);
    }

    [Fact]
    public void The_largest_frame_of_small_lists_stays_within_its_allowance()
    {
        foreach (var (type, element) in DenseElements())
        {
            ReadOnlyMemory<byte> bytes = DenseFrame(type, element);
            var length = bytes.Length;
            FrameCodec.TryRead(ref bytes, Seal, out _, out _, out _);
            bytes = DenseFrame(type, element);
            var before = GC.GetAllocatedBytesForCurrentThread();
            FrameCodec.TryRead(ref bytes, Seal, out _, out _, out _);
            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(allocated <= (64 * 1024) + (4 * length), $"{type}, elements of {element.Length} bytes: {allocated} allocated for {length}");
        }
    }

    [Fact]
    public void An_unknown_type_is_counted_unless_its_sender_said_it_may_be_skipped()
    {
        var frame = Encode(new Header(new MessageId(1), 1), SampleMessages.All[3]);
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(4), 999);
        ReadOnlyMemory<byte> counted = frame.ToArray();
        Assert.Equal(FrameStatus.Dropped, FrameCodec.TryRead(ref counted, Seal, out _, out _, out var reason));
        Assert.Equal(DropReason.UnknownType, reason);

        frame[3] |= FrameCodec.SkipIfUnknown;
        ReadOnlyMemory<byte> skipped = frame.Concat(Encode(new Header(new MessageId(2), 1), SampleMessages.All[4])).ToArray();
        Assert.Equal(FrameStatus.Message, FrameCodec.TryRead(ref skipped, Seal, out var header, out _, out _));
        Assert.Equal(new MessageId(2), header.Id);
    }

    [Fact]
    public void An_unknown_field_is_passed_over()
    {
        var writer = new FieldWriter();
        writer.Number(1, 42);
        writer.Text(77, "from a later version");
        var frame = Frame(MessageType.Ping, writer.Written);
        ReadOnlyMemory<byte> bytes = frame;
        Assert.Equal(FrameStatus.Message, FrameCodec.TryRead(ref bytes, Seal, out _, out var message, out _));
        Assert.Equal(new Protocols.Links.Ping(42), message);
    }

    [Fact]
    public void A_field_that_stands_alone_may_not_come_twice()
    {
        var writer = new FieldWriter();
        writer.Number(1, 42);
        writer.Number(1, 43);
        ReadOnlyMemory<byte> bytes = Frame(MessageType.Ping, writer.Written);
        Assert.Equal(FrameStatus.Dropped, FrameCodec.TryRead(ref bytes, Seal, out _, out _, out var reason));
        Assert.Equal(DropReason.Malformed, reason);
    }

    [Theory]
    [InlineData(7, 1)]
    [InlineData(255, 255)]
    public void Ttl_and_hops_above_seven_are_dropped(byte ttl, byte hops)
    {
        ReadOnlyMemory<byte> bytes = Encode(new Header(new MessageId(1), ttl, hops), SampleMessages.All[3]);
        Assert.Equal(FrameStatus.Dropped, FrameCodec.TryRead(ref bytes, Seal, out _, out _, out var reason));
        Assert.Equal(DropReason.TtlExceeded, reason);
    }

    [Fact]
    public void A_frame_longer_than_the_limit_breaks_the_link()
    {
        var frame = new byte[FrameCodec.HeaderBytes];
        BinaryPrimitives.WriteUInt32BigEndian(frame, (uint)FrameCodec.FrameBytesMax << 8);
        ReadOnlyMemory<byte> bytes = frame;
        Assert.Equal(FrameStatus.Broken, FrameCodec.TryRead(ref bytes, Seal, out _, out _, out var reason));
        Assert.Equal(DropReason.TooLarge, reason);
    }

    [Fact]
    public void A_forged_record_drops_the_message_that_carries_it()
    {
        var frame = Encode(new Header(new MessageId(1), 1), SampleMessages.All.OfType<IndexPeersFound>().Single());
        frame[^1] ^= 1;
        ReadOnlyMemory<byte> bytes = frame;
        Assert.Equal(FrameStatus.Dropped, FrameCodec.TryRead(ref bytes, Seal, out _, out _, out var reason));
        Assert.Equal(DropReason.BadSignature, reason);
    }

    private static Message Sample(MessageType type) => SampleMessages.All.Single(message => MessageTable.Find(message).Type == type);

    private static byte[] Encode(in Header header, Message message)
    {
        var output = new ArrayBufferWriter<byte>();
        FrameCodec.Write(output, header, message);
        return output.WrittenSpan.ToArray();
    }

    private static byte[] Frame(MessageType type, ReadOnlySpan<byte> body)
    {
        var frame = new byte[FrameCodec.HeaderBytes + body.Length];
        BinaryPrimitives.WriteUInt32BigEndian(frame, (uint)body.Length << 8);
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(4), (ushort)type);
        frame[6] = 1;
        body.CopyTo(frame.AsSpan(FrameCodec.HeaderBytes));
        return frame;
    }

    /// <summary>For every message and each of its tags: the first field of that tag in the sample, again and again.</summary>
    private static IEnumerable<(MessageType Type, byte[] Element)> DenseElements()
    {
        foreach (var row in MessageTable.Rows)
        {
            var body = Encode(default, Sample(row.Type))[FrameCodec.HeaderBytes..];
            for (var at = 0; at < body.Length;)
            {
                var (lengthBytes, length) = body[at + 1] < 0x80 ? (1, (int)body[at + 1]) : (2, (body[at + 1] & 0x7F) | (body[at + 2] << 7));
                yield return (row.Type, body[at..(at + 1 + lengthBytes + length)]);
                at += 1 + lengthBytes + length;
            }
        }
    }

    private static byte[] DenseFrame(MessageType type, byte[] element)
    {
        var count = (FrameCodec.FrameBytesMax - FrameCodec.HeaderBytes) / element.Length;
        return Frame(type, Enumerable.Repeat(element, count).SelectMany(bytes => bytes).ToArray());
    }

    private static byte[] Mutate(byte[] original, Random dice)
    {
        var bytes = original.ToArray();
        switch (dice.Next(4))
        {
            case 0: return bytes[..dice.Next(bytes.Length)];
            case 1: return [.. bytes, .. original[dice.Next(original.Length)..]];
            default:
                for (var flips = dice.Next(1, 6); flips > 0; flips--) bytes[dice.Next(bytes.Length)] = (byte)dice.Next(256);
                // Half of the time the length stays right, so that the body's reader is reached.
                if (dice.Next(2) == 0) BinaryPrimitives.WriteUInt32BigEndian(bytes, (uint)(bytes.Length - FrameCodec.HeaderBytes) << 8);
                return bytes;
        }
    }

    private static string Text(Message message) => JsonSerializer.Serialize(message, message.GetType(), Readable);

    private sealed class AddressText : System.Text.Json.Serialization.JsonConverter<PeerAddress>
    {
        public override PeerAddress Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException();

        public override void Write(Utf8JsonWriter writer, PeerAddress value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
    }
}
