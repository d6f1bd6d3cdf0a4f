using System.Buffers;
using WebP2P.Node.Storage;
using WebP2P.Protocols.Content;

namespace WebP2P.Node.Transfers;

/// <summary>Finds the right pieces of an unfinished file by their hashes.</summary>
internal static class PartRecovery
{
    private const int SampleBytes = 4 * 1024;
    private const int SampledPieces = 8;

    /// <summary>What an earlier run wrote and could not note: pieces that look written are hashed, and counted when they are right on the disk.</summary>
    /// <exception cref="PartFileException">The disk failed.</exception>
    public static int Recover(PartFile file, Bitfield verified, PieceLayer layer, DiskWork? work = null)
    {
        // What is only in memory may have failed to get to the disk before; a sync that succeeds now would not say so.
        file.Sync();
        file.ForgetMemory();
        var recovered = 0;
        WithBuffer(file.Map, buffer =>
        {
            for (var piece = 0; piece < file.Map.Count && work?.IsStopped != true; piece++)
            {
                if (verified[piece] || !LooksWritten(file, piece) || !IsRight(file, piece, layer, buffer) || !verified.Set(piece)) continue;
                recovered++;
                work?.Show(verified);
            }
        });
        return recovered;
    }

    /// <summary>Whether a few of the verified pieces still are what they were: a file that somebody put in the place of ours is not believed.</summary>
    /// <exception cref="PartFileException">The disk failed.</exception>
    public static bool IsAsLeft(DurableFile files, string path, Bitfield verified, PieceLayer layer)
    {
        var isRight = true;
        var pieces = Enumerable.Range(0, verified.Count).Where(piece => verified[piece]).ToArray();
        using var file = PartFile.Open(files, path, layer.Map, out _);
        var samples = Math.Min(SampledPieces, pieces.Length);
        WithBuffer(layer.Map, buffer => isRight = Enumerable.Range(0, samples).All(sample => IsRight(file, pieces[sample * pieces.Length / samples], layer, buffer)));
        return isRight;
    }

    /// <summary>Copies what was written to a file that lost its name to its successor, where it is to be proven again.</summary>
    /// <exception cref="PartFileException">The disk failed.</exception>
    public static void Rescue(PartFile orphan, PartFile file) => WithBuffer(file.Map, buffer =>
    {
        if (file.IsSame(orphan)) return;
        for (var piece = 0; piece < file.Map.Count; piece++)
        {
            if (!LooksWritten(orphan, piece)) continue;
            var read = orphan.Read(buffer.AsSpan(0, file.Map.Length(piece)), file.Map.Offset(piece));
            file.TryWrite(piece, 0, buffer.AsMemory(0, read));
        }
    });

    private static void WithBuffer(PieceMap map, Action<byte[]> use)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(map.PieceBytes);
        try
        {
            use(buffer);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static bool IsRight(PartFile file, int piece, PieceLayer layer, byte[] buffer)
    {
        var bytes = buffer.AsSpan(0, file.Map.Length(piece));
        return layer.IsRight(piece, bytes[..file.Read(bytes, file.Map.Offset(piece))]);
    }

    /// <summary>What was never written reads as zeros; three samples tell without reading the whole file.</summary>
    private static bool LooksWritten(PartFile file, int piece)
    {
        Span<byte> sample = stackalloc byte[SampleBytes];
        var length = file.Map.Length(piece);
        int[] offsets = [0, length / 2, Math.Max(0, length - SampleBytes)];
        foreach (var offset in offsets)
        {
            var read = file.Read(sample[..Math.Min(SampleBytes, length - offset)], file.Map.Offset(piece) + offset);
            if (sample[..read].ContainsAnyExcept((byte)0)) return true;
        }
        return false;
    }
}
