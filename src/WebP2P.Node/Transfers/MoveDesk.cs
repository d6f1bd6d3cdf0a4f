using WebP2P.Node.Control;
using WebP2P.Node.Library;
using WebP2P.Node.Storage.Rows;

namespace WebP2P.Node.Transfers;

/// <summary>Looks at a folder that the owner wants a finished download in. Not on the transfer loop.</summary>
internal sealed class MoveDesk(TransferServices services)
{
    public static Refusal NotComplete { get; } = new(RefusalKind.Conflict, "not-complete", "Only a finished download can be moved, one folder at a time. Wait until it is complete.");

    /// <summary>Why a file of a download may not be in the folder; null when it may.</summary>
    public string? Forbidden(string folder)
    {
        if (!Path.IsPathFullyQualified(folder)) return "The folder is given by its whole path. Nothing was changed.";
        if (folder.Split(Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar).Any(DownloadTargets.IsPart)) return "Names of this form are for unfinished downloads. Choose another folder.";
        if (!Directory.Exists(folder)) return $"There is no folder {folder}. Make it, or connect its drive, and try again.";
        if (services.Library.RefusalOf(folder) is { } refusal) return refusal;
        return services.Files.Calls.IsWritable(folder) ? null : $"{folder} cannot be written to. Choose another folder.";
    }

    /// <summary>Null: it may go to <paramref name="to"/>.</summary>
    public Refusal? RefusalOf(DownloadRow row, string folder, out string to)
    {
        to = "";
        try
        {
            if (Forbidden(folder) is { } forbidden) return new Refusal(RefusalKind.Invalid, "folder-forbidden", forbidden);
            to = Path.Combine(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)), Path.GetFileName(row.Path));
            return Fault(row, to);
        }
        catch (IOException error)
        {
            return new Refusal(RefusalKind.Unavailable, "folder-unavailable", $"The disk with {folder} does not answer: {error.Message.TrimEnd('.')}. Nothing was changed.");
        }
    }

    private Refusal? Fault(DownloadRow row, string to)
    {
        var (calls, folder) = (services.Files.Calls, Path.GetDirectoryName(to)!);
        if (to == row.Path) return new Refusal(RefusalKind.Conflict, "already-there", $"The file is in {folder} already.");
        if (calls.Find(row.Path) is not { IsRegular: true } file || file.SizeBytes != row.Size)
            return new Refusal(RefusalKind.Conflict, "file-gone", $"{row.Path} is not there, or no longer what was copied. Verify the download first.");
        if (FreeName.In(folder, Path.GetFileName(to), []) != Path.GetFileName(to))
            return new Refusal(RefusalKind.Conflict, "file-exists", $"There is a file of this name in {folder} already. Nothing was changed.");
        return calls.DeviceOf(folder) == file.Device || services.Room.Fits(to, row.Size) ? null
            : new Refusal(RefusalKind.Invalid, "no-room", $"The disk with {folder} has too little room for it. Make room, or choose another folder.");
    }
}
