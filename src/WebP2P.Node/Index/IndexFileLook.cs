using System.Buffers.Binary;

namespace WebP2P.Node.Index;

/// <summary>
/// What can be seen of a database's files without reading them whole: header, length, log. Costs two small reads however large the index is.
/// Offsets are those of SQLite's file format, sections 1.3 and 4.1.
/// </summary>
internal static class IndexFileLook
{
    private const int HeaderBytes = 100;
    private const int LogHeaderBytes = 32;
    private const uint LogMagic = 0x377F0682;

    /// <param name="wasOpen">A program that had it open did not close it, so its log must be there.</param>
    /// <returns>What is wrong, as the end of a sentence; null when nothing is.</returns>
    public static string? Damage(string path, bool wasOpen)
    {
        var log = $"{path}-wal";
        if (wasOpen && !File.Exists(log)) return "its write-ahead log is missing";
        var logBytes = File.Exists(log) ? new FileInfo(log).Length : 0;
        if (!File.Exists(path)) return wasOpen || logBytes > 0 ? "its main file is missing" : null;
        var header = Head(path, HeaderBytes);
        if (header.Length == 0) return wasOpen || logBytes > 0 ? "its main file is empty" : null;
        return HeaderDamage(header) ?? (logBytes >= LogHeaderBytes ? LogDamage(Head(log, LogHeaderBytes)) : LengthDamage(header, new FileInfo(path).Length));
    }

    private static string? HeaderDamage(byte[] header)
    {
        if (header.Length < HeaderBytes) return "its main file was cut off";
        var pageBytes = PageBytes(header);
        var isKnown = header.AsSpan(0, 16).SequenceEqual("SQLite format 3\0"u8) && header[18] is 1 or 2 && header[19] is 1 or 2;
        return isKnown && pageBytes >= 512 && (pageBytes & (pageBytes - 1)) == 0 ? null : "its header is not that of a database";
    }

    /// <summary>Without a log the file holds all pages that its header counts.</summary>
    private static string? LengthDamage(byte[] header, long bytes)
    {
        var pages = (long)BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(28));
        return bytes < pages * PageBytes(header) ? "its main file was cut off" : null;
    }

    private static string? LogDamage(byte[] header)
    {
        var magic = BinaryPrimitives.ReadUInt32BigEndian(header);
        if ((magic & ~1u) != LogMagic) return "its write-ahead log is not one";
        uint first = 0, second = 0;
        for (var at = 0; at < 24; at += 8)
        {
            first += Word(header.AsSpan(at), magic) + second;
            second += Word(header.AsSpan(at + 4), magic) + first;
        }
        var isWhole = first == BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(24)) && second == BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(28));
        return isWhole ? null : "the header of its write-ahead log is damaged";
    }

    /// <summary>The lowest bit of the magic number says in which order the bytes of a word are summed.</summary>
    private static uint Word(ReadOnlySpan<byte> bytes, uint magic) =>
        (magic & 1) == 1 ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt32LittleEndian(bytes);

    private static int PageBytes(byte[] header) => BinaryPrimitives.ReadUInt16BigEndian(header.AsSpan(16)) is var bytes and not 1 ? bytes : 65_536;

    private static byte[] Head(string path, int bytesMax)
    {
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new byte[bytesMax];
        return bytes[..RandomAccess.Read(file, bytes, 0)];
    }
}
