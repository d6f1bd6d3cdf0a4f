using System.Buffers;
using System.Collections.Concurrent;
using Microsoft.Win32.SafeHandles;
using WebP2P.Node.Storage;
using WebP2P.Protocols.Content;

namespace WebP2P.Node.Transfers;

/// <summary>The unfinished file of a download, as long as the content from the start, so that the disk cannot become full half-way.</summary>
internal sealed class PartFile : IDisposable
{
    private const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private const int SampleBytes = 4 * 1024;

    private readonly DurableFile files;
    private readonly SafeFileHandle handle;
    private readonly PieceMap map;
    private readonly ConcurrentDictionary<int, PieceGate> gates = new();

    private PartFile(DurableFile files, string path, SafeFileHandle handle, PieceMap map)
    {
        this.files = files;
        this.handle = handle;
        this.map = map;
        Path = path;
    }

    public string Path { get; }

    /// <summary>Opens the file of an earlier run, or makes and preallocates it.</summary>
    /// <param name="isNew">Nothing that was verified before counts.</param>
    /// <exception cref="PartFileException">No room, no permission, or a broken disk.</exception>
    public static PartFile Open(DurableFile files, string path, PieceMap map, out bool isNew)
    {
        try
        {
            return OpenOrMake(files, path, map, out isNew);
        }
        catch (IOException error)
        {
            throw PartFileException.From(error);
        }
        catch (UnauthorizedAccessException error)
        {
            throw new PartFileException(error.Message, error);
        }
    }

    private static PartFile OpenOrMake(DurableFile files, string path, PieceMap map, out bool isNew)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        var known = new FileInfo(path);
        isNew = !known.Exists || known.LinkTarget is not null || known.Length != map.SizeBytes;
        if (isNew && known.Exists) File.Delete(path);
        var handle = File.OpenHandle(path, isNew ? FileMode.CreateNew : FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete, FileOptions.None, isNew ? map.SizeBytes : 0);
        if (isNew && RandomAccess.GetLength(handle) != map.SizeBytes) RandomAccess.SetLength(handle, map.SizeBytes);
        if (isNew && !OperatingSystem.IsWindows()) File.SetUnixFileMode(handle, Mode);
        return new PartFile(files, path, handle, map);
    }

    /// <summary>False when another copy of the piece is here already.</summary>
    public bool TryWrite(int piece, int offset, ReadOnlyMemory<byte> bytes) =>
        GateOf(piece).TryWrite(() => Write(bytes.Span, map.Offset(piece) + offset));

    /// <summary>The copy is proven: its bytes, unless they were written as they came, are written; other copies are shut out.</summary>
    public bool TryFinish(int piece, ReadOnlyMemory<byte> bytes) =>
        GateOf(piece).TryClose(() => Write(bytes.Span, map.Offset(piece)));

    public int Read(Span<byte> buffer, long offset) => RandomAccess.Read(handle, buffer, offset);

    /// <summary>After an error what was written since the last sync is unknown.</summary>
    /// <exception cref="PartFileException">The disk could not keep what was written.</exception>
    public void Sync()
    {
        try
        {
            files.Sync(handle, Path);
        }
        catch (IOException error)
        {
            throw PartFileException.From(error);
        }
    }

    /// <summary>What a killed run wrote and could not note: pieces that look written are hashed, and counted when they are right.</summary>
    public int Recover(Bitfield verified, PieceLayer layer)
    {
        var recovered = 0;
        var buffer = ArrayPool<byte>.Shared.Rent(map.PieceBytes);
        try
        {
            for (var piece = 0; piece < map.Count; piece++)
            {
                if (!verified[piece] && LooksWritten(piece) && IsRight(piece, layer, buffer) && verified.Set(piece)) recovered++;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
        return recovered;
    }

    public void Dispose() => handle.Dispose();

    private void Write(ReadOnlySpan<byte> bytes, long offset)
    {
        try
        {
            if (!bytes.IsEmpty) RandomAccess.Write(handle, bytes, offset);
        }
        catch (IOException error)
        {
            throw PartFileException.From(error);
        }
    }

    private bool IsRight(int piece, PieceLayer layer, byte[] buffer)
    {
        var bytes = buffer.AsSpan(0, map.Length(piece));
        return Read(bytes, map.Offset(piece)) == bytes.Length && MerkleTree.PieceRoot(bytes, map) == layer[piece];
    }

    /// <summary>What was never written reads as zeros; three samples tell without reading the whole file.</summary>
    private bool LooksWritten(int piece)
    {
        Span<byte> sample = stackalloc byte[SampleBytes];
        var length = map.Length(piece);
        int[] offsets = [0, length / 2, Math.Max(0, length - SampleBytes)];
        foreach (var offset in offsets)
        {
            var read = Read(sample[..Math.Min(SampleBytes, length - offset)], map.Offset(piece) + offset);
            if (sample[..read].ContainsAnyExcept((byte)0)) return true;
        }
        return false;
    }

    private PieceGate GateOf(int piece) => gates.GetOrAdd(piece, static _ => new PieceGate());
}
