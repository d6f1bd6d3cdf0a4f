using System.Buffers;
using Microsoft.Win32.SafeHandles;
using WebP2P.Node.Storage;
using WebP2P.Protocols.Content;

namespace WebP2P.Node.Transfers;

/// <summary>
/// Brings a finished file to another folder: a second name where that can be made, else a copy of which every piece is proven. The old name stays
/// until the new one is noted. Not on the transfer loop.
/// </summary>
internal sealed class FileMove(TransferServices services, PieceLayer layer, DiskWork work)
{
    private readonly DurableFile files = services.Files;

    /// <summary>What this run made there goes again when it is not wanted.</summary>
    private bool isMade;

    /// <exception cref="PartFileException">The disk failed, the name is taken, or the file is not what it was.</exception>
    /// <exception cref="OperationCanceledException">It was stopped; what is copied stays for the next time.</exception>
    public async Task BringAsync(string from, string to)
    {
        try
        {
            // An earlier run may have got so far, or half-way in the other way.
            if (files.Calls.Find(to) is null) await MakeAsync(from, to);
            else if (!IsRight(to)) throw Taken(to);
            if (files.Calls.Find(TemporaryOf(to)) is not null) files.Calls.Delete(TemporaryOf(to));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw error as PartFileException ?? PartFileException.From(error as IOException ?? SystemError.From((UnauthorizedAccessException)error), to);
        }
    }

    /// <summary>Nothing stays of an attempt that failed; what cannot be removed is tried again at the next start.</summary>
    public void Undo(string to)
    {
        files.Calls.Delete(TemporaryOf(to));
        if (isMade) files.Calls.Delete(to);
    }

    /// <summary>The old name goes, unless something else has it by now.</summary>
    /// <param name="isProven">It was read just now.</param>
    public async Task LeaveAsync(string from, string to, bool isProven)
    {
        await services.Library.AddCompletedAsync(layer, to);
        if (files.Calls.Find(from) is not { IsRegular: true } old) return;
        if (!isProven && files.Calls.Find(to) is { } now && !old.IsSame(now) && !IsRight(from)) return;
        await services.Library.RenameLinksAsync(from, () => files.Calls.Delete(from));
        files.SyncFolder(Path.GetDirectoryName(from)!);
        await services.Library.RemoveFileAsync(from);
        // The system notes a change of a file that lost a name.
        await services.Library.AddCompletedAsync(layer, to);
    }

    public static string TemporaryOf(ContentId content, string to) => DownloadTargets.PartPath(content, to);

    private string TemporaryOf(string to) => TemporaryOf(layer.Content, to);

    private static PartFileException Taken(string to) => new(new DiskTrouble(DiskTroubleKind.BadName, $"There is another file {to} by now."));

    private async Task MakeAsync(string from, string to)
    {
        using var file = File.OpenHandle(from, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        if (!await TryLinkAsync(file, from, to)) Copy(file, from, to);
    }

    private async Task<bool> TryLinkAsync(SafeFileHandle file, string from, string to)
    {
        try
        {
            await services.Library.RenameLinksAsync(from, () => isMade = files.TryLink(file, to));
            return isMade ? true : throw Taken(to);
        }
        catch (IOException error) when (error is not PartFileException && DurableFile.CannotLink(error))
        {
            return false;
        }
    }

    private void Copy(SafeFileHandle file, string from, string to)
    {
        work.Begin($"Copies to {Path.GetDirectoryName(to)}, and checks every piece.");
        using var part = PartFile.Open(files, TemporaryOf(to), layer.Map, out var isNew, services.Room);
        var here = new Bitfield(layer.Map.Count);
        if (!isNew) PartRecovery.Recover(part, here, layer, work);
        var buffer = ArrayPool<byte>.Shared.Rent(layer.Map.PieceBytes);
        try
        {
            for (var piece = 0; piece < layer.Map.Count; piece++)
            {
                if (work.IsStopped) throw new OperationCanceledException();
                if (!here[piece]) Copy(piece, file, part, from, buffer);
                here.Set(piece);
                work.Show(here);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
        part.Sync();
        isMade = files.TryRename(part.Path, to) ? true : throw Taken(to);
        if (!part.IsAt(to)) throw new PartFileException(DiskTrouble.Changed(to));
    }

    private void Copy(int piece, SafeFileHandle file, PartFile part, string from, byte[] buffer)
    {
        var bytes = buffer.AsMemory(0, layer.Map.Length(piece));
        if (RandomAccess.Read(file, bytes.Span, layer.Map.Offset(piece)) != bytes.Length || MerkleTree.PieceRoot(bytes.Span, layer.Map) != layer[piece])
            throw new PartFileException(new DiskTrouble(DiskTroubleKind.Changed, $"{from} is no longer what was copied. Verify the download."));
        part.TryWrite(piece, 0, bytes);
    }

    private bool IsRight(string path)
    {
        if (files.Calls.Find(path) is not { IsRegular: true } found || found.SizeBytes != layer.Content.SizeBytes) return false;
        using var handle = files.Calls.Open(path, isNew: false);
        var buffer = new byte[layer.Map.PieceBytes];
        for (var piece = 0; piece < layer.Map.Count; piece++)
        {
            var bytes = buffer.AsSpan(0, layer.Map.Length(piece));
            if (files.Calls.Read(handle, path, bytes, layer.Map.Offset(piece)) != bytes.Length || MerkleTree.PieceRoot(bytes, layer.Map) != layer[piece]) return false;
        }
        return true;
    }
}
