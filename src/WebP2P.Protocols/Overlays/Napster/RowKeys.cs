using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using WebP2P.Protocols.Content;

namespace WebP2P.Protocols.Overlays.Napster;

/// <summary>Short keys under which rows of an index are found: the first 64 bits of a SHA-256, so that nobody can make many rows with one key.</summary>
public static class RowKeys
{
    private const int StackBytesMax = 1_024;

    /// <summary>Key of a file of a node: its folder and name.</summary>
    public static long OfFile(string folder, string name) => Of(folder, name);

    public static long OfName(string name) => Of(name, "");

    public static long OfContent(ContentHash hash)
    {
        Span<byte> bytes = stackalloc byte[Bytes32.Length];
        hash.Value.CopyTo(bytes);
        return Of(bytes);
    }

    private static long Of(string first, string second)
    {
        var bytesMax = Encoding.UTF8.GetMaxByteCount(first.Length + second.Length) + 1;
        Span<byte> bytes = bytesMax > StackBytesMax ? new byte[bytesMax] : stackalloc byte[bytesMax];
        var length = Encoding.UTF8.GetBytes(first, bytes);
        bytes[length++] = 0;
        length += Encoding.UTF8.GetBytes(second, bytes[length..]);
        return Of(bytes[..length]);
    }

    private static long Of(ReadOnlySpan<byte> bytes)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes, hash);
        return BinaryPrimitives.ReadInt64BigEndian(hash);
    }
}
