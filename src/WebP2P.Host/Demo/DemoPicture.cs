using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;

namespace WebP2P.Host.Demo;

/// <summary>A small PNG (RFC 2083) of hills under a sky, drawn from a seed.</summary>
internal static class DemoPicture
{
    public static byte[] Make(int seed, int width, int height)
    {
        var file = new MemoryStream();
        file.Write([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = (8, 2);
        Chunk(file, "IHDR"u8, header);
        Chunk(file, "IDAT"u8, Compress(Draw(seed, width, height)));
        Chunk(file, "IEND"u8, []);
        return file.ToArray();
    }

    /// <summary>Rows of a filter byte and RGB triples.</summary>
    private static byte[] Draw(int seed, int width, int height)
    {
        var rows = new byte[height * (1 + (3 * width))];
        var at = 0;
        for (var y = 0; y < height; y++)
        {
            rows[at++] = 0;
            for (var x = 0; x < width; x++)
            {
                var ridge = height * (0.55 + (0.18 * Math.Sin((x + (seed * 31)) * 0.013)) + (0.07 * Math.Sin(x * 0.041 * (1 + (seed % 3)))));
                var depth = y < ridge ? (double)y / height : 1.2 - ((y - ridge) / height);
                rows[at++] = Shade(depth * (y < ridge ? 150 : 70) + (seed * 5 % 60));
                rows[at++] = Shade(depth * (y < ridge ? 130 : 95) + 40);
                rows[at++] = Shade(y < ridge ? 200 - (depth * 90) : 60 * depth);
            }
        }

        return rows;
    }

    private static byte Shade(double value) => (byte)Math.Clamp(value, 0, 255);

    private static byte[] Compress(byte[] bytes)
    {
        var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true)) zlib.Write(bytes);
        return packed.ToArray();
    }

    private static void Chunk(MemoryStream file, ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        file.Write(number);
        byte[] body = [.. type, .. data];
        file.Write(body);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc32.HashToUInt32(body));
        file.Write(number);
    }
}
