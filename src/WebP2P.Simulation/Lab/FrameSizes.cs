using System.Buffers;
using WebP2P.Protocols.Overlays;
using WebP2P.Protocols.Wire;

namespace WebP2P.Simulation.Lab;

/// <summary>What messages take on the wire. A message that travels on is the same object and is measured once.</summary>
internal sealed class FrameSizes
{
    private readonly Dictionary<MessageType, (Message Message, int Bytes)> newest = [];
    private readonly ArrayBufferWriter<byte> buffer = new(FrameCodec.FrameBytesMax);

    public int Of(MessageType type, Message message)
    {
        if (newest.TryGetValue(type, out var known) && ReferenceEquals(known.Message, message)) return known.Bytes;
        buffer.ResetWrittenCount();
        FrameCodec.Write(buffer, default, message);
        newest[type] = (message, buffer.WrittenCount);
        return buffer.WrittenCount;
    }
}
