using WebP2P.Protocols.Content;
using WebP2P.Protocols.Identity;

namespace WebP2P.Protocols.Tests.Transfers;

/// <summary>Names of nodes and contents for tests.</summary>
internal static class TransferNames
{
    public static NodeId Peer(int number) => new(Bytes(number));

    /// <summary>A content of this many pieces of 64 KiB.</summary>
    public static ContentId ContentOf(int pieces, int number = 1) => new(new ContentHash(Bytes(number)), pieces * 65_536L);

    private static Bytes32 Bytes(int number)
    {
        Span<byte> bytes = stackalloc byte[Bytes32.Length];
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(bytes, number);
        return new Bytes32(bytes);
    }
}
