using System.Buffers.Binary;
using WebP2P.Protocols;
using WebP2P.Protocols.Content;
using WebP2P.Protocols.Identity;

namespace WebP2P.Simulation.Transfers;

/// <summary>Names of simulated nodes by number, and what a whole source has.</summary>
internal static class TransferNodes
{
    public static NodeId Id(int number) => new(Bytes(number));

    public static int NumberOf(NodeId id) => (int)id.Value.High;

    public static Bitfield Whole(int pieces)
    {
        var whole = new Bitfield(pieces);
        whole.SetAll();
        return whole;
    }

    public static Bytes32 Bytes(int number)
    {
        Span<byte> bytes = stackalloc byte[Bytes32.Length];
        bytes.Clear();
        BinaryPrimitives.WriteInt64BigEndian(bytes, number);
        return new Bytes32(bytes);
    }
}
