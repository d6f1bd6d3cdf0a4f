using System.Collections.Concurrent;
using Microsoft.Win32.SafeHandles;
using WebP2P.Node.Storage;
using WebP2P.Protocols.Content;

namespace WebP2P.Node.Transfers;

/// <summary>The unfinished file of a download: it has its room on the disk from the start, so that the disk cannot become full half-way.</summary>
internal sealed class PartFile : IDisposable
{
    private readonly DurableFile files;
    private readonly DiskRoom? room;
    private readonly SafeFileHandle handle;
    private readonly FileFacts facts;
    private readonly ConcurrentDictionary<int, PieceGate> gates = new();
    private readonly Lock syncing = new();
    private DiskTrouble? failed;

    private PartFile(DurableFile files, DiskRoom? room, string path, SafeFileHandle handle, PieceMap map)
    {
        (this.files, this.room, this.handle, Map, Path) = (files, room, handle, map, path);
        facts = files.Calls.Of(handle, path);
    }

    public string Path { get; }

    public PieceMap Map { get; }

    /// <summary>What is there before it is opened.</summary>
    /// <exception cref="PartFileException">The disk does not answer.</exception>
    public static PartFileStanding Look(DurableFile files, string path, PieceMap map) => PartFileException.Guarded(path, () => files.Calls.Find(path) switch
    {
        null => PartFileStanding.Missing,
        { IsRegular: true } found when found.SizeBytes == map.SizeBytes => PartFileStanding.Whole,
        { IsRegular: true } => PartFileStanding.Altered,
        _ => PartFileStanding.Missing,
    });

    /// <summary>Opens the file of an earlier run, or makes it, and takes its room on the disk.</summary>
    /// <param name="isNew">Nothing that was verified before counts.</param>
    /// <exception cref="PartFileException">No room, no permission, or a broken disk.</exception>
    public static PartFile Open(DurableFile files, string path, PieceMap map, out bool isNew, DiskRoom? room = null)
    {
        var (file, made) = PartFileException.Guarded(path, () => OpenOrMake(files, path, map, room));
        isNew = made;
        return file;
    }

    private static (PartFile File, bool IsNew) OpenOrMake(DurableFile files, string path, PieceMap map, DiskRoom? room)
    {
        var calls = files.Calls;
        var folder = System.IO.Path.GetDirectoryName(path)!;
        calls.MakeFolder(folder);
        var known = calls.Find(path);
        if (known is { IsRegular: false }) calls.Delete(path);
        room?.Reserve(path, map.SizeBytes);
        SafeFileHandle? handle = null;
        try
        {
            var isNew = known is not { IsRegular: true };
            handle = calls.Open(path, isNew);
            if (known is { IsRegular: true, SizeBytes: var size } && size > map.SizeBytes) calls.Resize(handle, path, map.SizeBytes);
            if (known is not { IsRegular: true, SizeBytes: var before, AllocatedBytes: var allocated } || before != map.SizeBytes || allocated < map.SizeBytes) calls.TryAllocate(handle, path, map.SizeBytes);
            // Without its name on the disk, a bitmap that was noted would tell of a file that a power failure took.
            if (isNew) files.SyncFolder(folder);
            return (new PartFile(files, room, path, handle, map), isNew);
        }
        catch
        {
            handle?.Dispose();
            room?.Release(path);
            throw;
        }
    }

    /// <summary>Takes the blocks of another file of the same size, which stays as it is. False where the disk cannot; then nothing happened.</summary>
    public bool TryClone(SafeFileHandle from) => files.Calls.TryClone(from, handle, Path);

    /// <summary>False when another copy of the piece is here already.</summary>
    public bool TryWrite(int piece, int offset, ReadOnlyMemory<byte> bytes) =>
        GateOf(piece).TryWrite(() => Write(bytes.Span, Map.Offset(piece) + offset));

    /// <summary>The copy is proven: its bytes, unless they were written as they came, are written; other copies are shut out.</summary>
    public bool TryFinish(int piece, ReadOnlyMemory<byte> bytes) =>
        GateOf(piece).TryClose(() => Write(bytes.Span, Map.Offset(piece)));

    /// <exception cref="PartFileException">The disk could not give the bytes.</exception>
    public int Read(Span<byte> buffer, long offset)
    {
        try
        {
            return files.Calls.Read(handle, Path, buffer, offset);
        }
        catch (IOException error)
        {
            throw PartFileException.From(error, Path);
        }
    }

    /// <summary>After an error what was written since the last sync is unknown, and the file has to be opened and looked at again.</summary>
    /// <exception cref="PartFileException">The disk could not keep what was written, or the name no longer stands for this file.</exception>
    public void Sync()
    {
        // The system tells one caller of an error and lets the next one pass: nobody may sync beside or after a failure.
        lock (syncing)
        {
            if (failed is not null) throw new PartFileException(failed);
            try
            {
                SyncInPlace();
            }
            catch (PartFileException error)
            {
                failed = error.Trouble;
                throw;
            }
        }
    }

    /// <summary>From now on what is read comes from the disk, as far as the system can tell.</summary>
    public void ForgetMemory() => DiskCalls.ForgetMemory(handle);

    /// <summary>Whether the path stands for this file.</summary>
    /// <exception cref="IOException">The disk does not answer.</exception>
    public bool IsAt(string path) => files.Calls.Find(path) is { IsRegular: true } found && found.IsSame(facts) && found.SizeBytes == Map.SizeBytes;

    /// <summary>Whether both stand for one file on the disk.</summary>
    public bool IsSame(PartFile other) => facts.IsSame(other.facts);

    public void Dispose()
    {
        handle.Dispose();
        room?.Release(Path);
    }

    private void SyncInPlace() => PartFileException.Guarded(Path, () =>
    {
        files.Sync(handle, Path);
        if (IsAt(Path)) return true;
        throw new PartFileException(files.Calls.Find(Path) is null ? DiskTrouble.Gone(Path) : DiskTrouble.Changed(Path));
    });

    private void Write(ReadOnlySpan<byte> bytes, long offset)
    {
        try
        {
            if (!bytes.IsEmpty) files.Calls.Write(handle, Path, bytes, offset);
        }
        catch (IOException error)
        {
            throw PartFileException.From(error, Path);
        }
    }

    private PieceGate GateOf(int piece) => gates.GetOrAdd(piece, static _ => new PieceGate());
}
