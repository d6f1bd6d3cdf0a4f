using System.Buffers;
using WebP2P.Protocols.Overlays;
using WebP2P.Protocols.Overlays.Gnutella;
using WebP2P.Protocols.Wire;

namespace WebP2P.Protocols.Tests.Wire;

/// <summary>What is handed on goes out in the bytes it came in.</summary>
public sealed class RelayedMessageTests
{
    private static readonly Header Came = new(new MessageId(7), 4, 1);
    private static readonly Header Goes = new(new MessageId(7), 3, 2);

    public static TheoryData<MessageType> Relayed => [.. MessageTable.Rows.Where(row => row.IsRelayed).Select(row => row.Type)];

    [Fact]
    public void Queries_walks_and_hits_are_handed_on()
    {
        MessageType[] relayed = [MessageType.GnutellaQuery, MessageType.GnutellaWalk, MessageType.GnutellaHits];
        Assert.Equal(relayed, MessageTable.Rows.Where(row => row.IsRelayed).Select(row => row.Type).Order());
    }

    [Theory]
    [MemberData(nameof(Relayed))]
    public void A_message_that_is_handed_on_keeps_its_bytes_and_what_a_later_version_added(MessageType type)
    {
        var later = new FieldWriter();
        later.Text(90, "from a later version");
        var came = WithMore(Encode(Came, Sample(type)), later.Written);
        var gone = Encode(Goes, Read(came));
        Assert.Equal(came[FrameCodec.HeaderBytes..], gone[FrameCodec.HeaderBytes..]);
        Assert.Equal((3, 2), (gone[6], gone[7]));
        Assert.Equal(came[8..24], gone[8..24]);
    }

    [Theory]
    [MemberData(nameof(Relayed))]
    public void Handing_on_allocates_nothing(MessageType type)
    {
        var message = Read(Encode(Came, Sample(type)));
        var output = new ArrayBufferWriter<byte>(FrameCodec.FrameBytesMax);
        FrameCodec.Write(output, Goes, message);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var neighbour = 0; neighbour < 5; neighbour++)
        {
            output.ResetWrittenCount();
            FrameCodec.Write(output, Goes, message);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void A_changed_copy_is_written_anew_and_bytes_do_not_count_in_comparing()
    {
        var read = (GnutellaQuery)Read(Encode(Came, new GnutellaQuery("harry", 200)));
        Assert.Equal(new GnutellaQuery("harry", 200), read);
        Assert.Equal(new GnutellaQuery("harry", 200).GetHashCode(), read.GetHashCode());
        var changed = read with { HitsMax = 3 };
        Assert.Equal(3, ((GnutellaQuery)Read(Encode(Goes, changed))).HitsMax);
    }

    [Fact]
    public void Only_what_is_handed_on_holds_the_bytes_it_came_in()
    {
        foreach (var message in SampleMessages.All)
        {
            var row = MessageTable.Find(message);
            Assert.Equal(row.IsRelayed, !Read(Encode(new Header(new MessageId(1)), message)).KeptBody.IsEmpty);
        }
    }

    private static Message Sample(MessageType type) => SampleMessages.All.Single(message => MessageTable.Find(message).Type == type);

    private static Message Read(byte[] frame)
    {
        ReadOnlyMemory<byte> bytes = frame;
        Assert.Equal(FrameStatus.Message, FrameCodec.TryRead(ref bytes, new CountingSeal(), out _, out var message, out _));
        return message!;
    }

    private static byte[] Encode(in Header header, Message message)
    {
        var output = new ArrayBufferWriter<byte>();
        FrameCodec.Write(output, header, message);
        return output.WrittenSpan.ToArray();
    }

    private static byte[] WithMore(byte[] frame, ReadOnlySpan<byte> more)
    {
        byte[] longer = [.. frame, .. more];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(longer, (uint)(longer.Length - FrameCodec.HeaderBytes) << 8);
        return longer;
    }
}
