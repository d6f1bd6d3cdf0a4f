using WebP2P.Node.Storage.Rows;

namespace WebP2P.Node.Library;

/// <summary>Tells a share whose drive is missing from one whose files were deleted.</summary>
internal static class ShareRoot
{
    public const string Gone = "The folder is not there. If it is on a drive, connect the drive: it is looked for every 30 seconds.";
    private const string Other = "Another folder is in its place, with none of its files: the drive seems to be missing. Connect it, or remove this share and add it again.";
    private const int RowsAtOnce = 2_000;

    /// <summary>One sentence when the folder is gone; null when some folder is there.</summary>
    public static string? Problem(ShareRow share) => FileStat.Of(share.Path).Kind is EntryKind.Folder or EntryKind.Unreadable ? null : Gone;

    /// <summary>Whether the folder is the one that was scanned last; a cheap look.</summary>
    public static bool IsSame(ShareRow share)
    {
        var stat = FileStat.Of(share.Path);
        return stat.Kind == EntryKind.Folder && (share.RootInode == 0 || (stat.Inode == share.RootInode && stat.Device == share.RootDevice));
    }

    /// <summary>One sentence when the share's files cannot be there; null when the share can be scanned.</summary>
    public static async Task<string?> ProblemAsync(LibraryStore store, ShareRow share, CancellationToken cancellationToken)
    {
        if (Problem(share) is { } gone) return gone;
        if (IsSame(share) || store.Totals(share.Id).Files == 0 || await HasKnownAsync(store, share, cancellationToken)) return null;
        var isOtherDrive = FileStat.Of(share.Path).Device != share.RootDevice;
        return isOtherDrive || !Directory.EnumerateFileSystemEntries(share.Path).Any() ? Other : null;
    }

    private static async Task<bool> HasKnownAsync(LibraryStore store, ShareRow share, CancellationToken cancellationToken)
    {
        var known = new KnownRows(store, share.Id, "", RowsAtOnce);
        while (await known.PeekAsync(cancellationToken) is { } row)
        {
            if (FileStat.Of(Path.Combine(share.Path, row.RelativePath)).IsStillBut(row.Stat)) return true;
            known.Pop();
        }
        return false;
    }
}
