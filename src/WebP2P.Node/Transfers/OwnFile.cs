using System.Buffers;
using Microsoft.Win32.SafeHandles;
using WebP2P.Node.Control;
using WebP2P.Node.Library;
using WebP2P.Node.Storage;
using WebP2P.Node.Storage.Rows;
using WebP2P.Protocols.Content;

namespace WebP2P.Node.Transfers;

/// <summary>A file of a share of this node, used instead of the network: every piece is proven before it counts.</summary>
internal sealed class OwnFile(TransferServices services, DownloadRow row, LibraryContent content, DiskWork work)
{
    private const int NamesMax = 100;

    /// <summary>Null when the owner did not choose it, or no share has the content as it was hashed.</summary>
    public static async Task<OwnFile?> FindAsync(DownloadRow row, PieceLayer? layer, DiskWork work, TransferServices services) =>
        row.OwnFile != 0 && layer is not null && await services.Library.FindAsync(layer.Content, CancellationToken.None) is { } content ? new OwnFile(services, row, content, work) : null;

    public string Linked => $"Linked to your file \"{content.Place}\", every piece of which was checked. Both names stand for one file.";

    public string Copied => row.OwnFile == (int)OwnFileUse.Link
        ? $"Copied from your file \"{content.Place}\", because it cannot be linked there; every piece was checked."
        : $"Copied from your file \"{content.Place}\"; every piece was checked.";

    /// <summary>Gives the file a second name, when that was chosen and can be done.</summary>
    /// <returns>False: it has to be copied, is not what it should be, or was stopped.</returns>
    /// <exception cref="IOException">The disk failed.</exception>
    public async Task<bool> TryLinkAsync()
    {
        using var file = row.OwnFile == (int)OwnFileUse.Link ? content.Open() : null;
        // A file that may not be written could not be opened as a download later.
        if (file is null || !DiskCalls.MayWrite(content.Path) || !IsRight(file) || !content.IsUnchanged(file)) return false;
        if (work.IsStopped) return false;
        services.Files.Calls.MakeFolder(Path.GetDirectoryName(row.Path)!);
        for (var attempt = 0; attempt < NamesMax; attempt++)
        {
            // The name is noted first, so that a kill before the end is recognised at the next start.
            await services.Store.SaveAsync(row);
            if (await LinkAsync(file) is { } isLinked) return isLinked;
            var folder = Path.GetDirectoryName(row.Path)!;
            row.Path = Path.Combine(folder, FreeName.In(folder, Path.GetFileName(row.Path), []));
        }
        return false;
    }

    /// <summary>Brings every piece that is missing and right in the own file to the unfinished one; the others have to come from elsewhere.</summary>
    /// <exception cref="PartFileException">The disk of the unfinished file failed.</exception>
    public void CopyTo(PartFile part, Bitfield verified)
    {
        using var file = content.Open();
        if (file is null) return;
        work.Begin($"Copies from your file \"{content.Place}\", and checks every piece.");
        var isCloned = verified.Cardinality == 0 && part.TryClone(file);
        var buffer = ArrayPool<byte>.Shared.Rent(part.Map.PieceBytes);
        try
        {
            for (var piece = 0; piece < part.Map.Count && !work.IsStopped; piece++)
            {
                if (verified[piece] || !TryCopy(piece, file, part, buffer, isCloned)) continue;
                verified.Set(piece);
                work.Show(verified);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Null: the name is taken.</summary>
    private async Task<bool?> LinkAsync(SafeFileHandle file)
    {
        try
        {
            var isMade = false;
            await services.Library.RenameLinksAsync(content.Path, () => isMade = services.Files.TryLink(file, row.Path));
            return isMade ? true : null;
        }
        catch (IOException error) when (DurableFile.CannotLink(error))
        {
            return false;
        }
    }

    private bool TryCopy(int piece, SafeFileHandle file, PartFile part, byte[] buffer, bool isCloned)
    {
        var bytes = buffer.AsMemory(0, part.Map.Length(piece));
        var read = isCloned ? part.Read(bytes.Span, part.Map.Offset(piece)) : Read(file, bytes.Span, part.Map.Offset(piece));
        return content.Layer.IsRight(piece, bytes.Span[..read]) && (isCloned || part.TryWrite(piece, 0, bytes));
    }

    private bool IsRight(SafeFileHandle file)
    {
        work.Begin($"Checks every piece of your file \"{content.Place}\" before it is linked.");
        var map = content.Layer.Map;
        var (buffer, right) = (new byte[map.PieceBytes], new Bitfield(map.Count));
        for (var piece = 0; piece < map.Count && !work.IsStopped; piece++)
        {
            var bytes = buffer.AsSpan(0, map.Length(piece));
            if (!content.Layer.IsRight(piece, bytes[..Read(file, bytes, map.Offset(piece))])) return false;
            right.Set(piece);
            work.Show(right);
        }
        return right.IsFull;
    }

    /// <summary>What cannot be read of the own file is not there; the download needs it no more than any other source.</summary>
    private static int Read(SafeFileHandle file, Span<byte> bytes, long offset)
    {
        try
        {
            return RandomAccess.Read(file, bytes, offset);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }
}
