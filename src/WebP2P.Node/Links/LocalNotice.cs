using System.Buffers.Binary;
using WebP2P.Protocols;
using WebP2P.Protocols.Identity;

namespace WebP2P.Node.Links;

/// <summary>
/// What a node says to the local network: <c>WP2PLAN1</c>, the network's id (16 bytes), its own id (32), the port of its peer plane (2, most significant byte first).
/// Where it is follows from where the datagram came from.
/// </summary>
internal readonly record struct LocalNotice(UInt128 NetworkId, NodeId Node, int Port)
{
    public const int BytesLength = 8 + 16 + Bytes32.Length + 2;

    private static ReadOnlySpan<byte> Tag => "WP2PLAN1"u8;

    public byte[] ToBytes()
    {
        var bytes = new byte[BytesLength];
        Tag.CopyTo(bytes);
        BinaryPrimitives.WriteUInt128BigEndian(bytes.AsSpan(8), NetworkId);
        Node.Value.ToArray().CopyTo(bytes, 24);
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(56), (ushort)Port);
        return bytes;
    }

    public static bool TryParse(ReadOnlySpan<byte> bytes, out LocalNotice notice)
    {
        notice = default;
        if (bytes.Length != BytesLength || !bytes.StartsWith(Tag)) return false;
        var port = BinaryPrimitives.ReadUInt16BigEndian(bytes[56..]);
        if (port == 0) return false;
        notice = new LocalNotice(BinaryPrimitives.ReadUInt128BigEndian(bytes[8..]), new NodeId(new Bytes32(bytes.Slice(24, Bytes32.Length).ToArray())), port);
        return true;
    }
}
