using System.Security.Cryptography;
using WebP2P.Protocols.Content;

namespace WebP2P.Protocols.Tests.Content;

/// <summary>BEP 52 as its text says it: pad the list of leaves, then halve it recursively. Shares no code with what it checks.</summary>
internal static class NaiveTree
{
    /// <summary>The pieces root: leaves of the whole content padded to a power of two.</summary>
    public static byte[] Root(byte[] content) => Reduce(Pad(Leaves(content), NextPowerOfTwo((content.Length + 16383) / 16384)));

    /// <summary>The subtree root of one piece of a content with several pieces.</summary>
    public static byte[] PieceRoot(byte[] piece, int pieceBytes) => Reduce(Pad(Leaves(piece), pieceBytes / 16384));

    public static byte[] Bytes(int sizeBytes)
    {
        var bytes = new byte[sizeBytes];
        new Random(sizeBytes).NextBytes(bytes);
        return bytes;
    }

    public static Bytes32[] Layer(byte[] content)
    {
        var map = new PieceMap(content.Length);
        return [.. Enumerable.Range(0, map.Count).Select(piece => MerkleTree.PieceRoot(content.AsSpan((int)map.Offset(piece), map.Length(piece)), map))];
    }

    private static List<byte[]> Leaves(byte[] bytes) => [.. bytes.Chunk(16384).Select(SHA256.HashData)];

    private static List<byte[]> Pad(List<byte[]> leaves, int count)
    {
        while (leaves.Count < count) leaves.Add(new byte[32]);
        return leaves;
    }

    private static byte[] Reduce(List<byte[]> level) =>
        level.Count == 1 ? level[0] : SHA256.HashData([.. Reduce(level[..(level.Count / 2)]), .. Reduce(level[(level.Count / 2)..])]);

    private static int NextPowerOfTwo(int count)
    {
        var power = 1;
        while (power < count) power *= 2;
        return power;
    }
}
