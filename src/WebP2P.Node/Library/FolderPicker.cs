using WebP2P.Node.Control;
using WebP2P.Node.Library.Rules;

namespace WebP2P.Node.Library;

/// <summary>Shows the owner the folders of this machine, and what sharing one would offer.</summary>
internal sealed class FolderPicker(ShareRules rules, RuleBook book)
{
    private const int FoldersMax = 1_000;
    private const int PreviewFilesMax = 100_000;

    private static readonly EnumerationOptions Everything = new() { AttributesToSkip = 0, IgnoreInaccessible = false };

    private static readonly Environment.SpecialFolder[] OwnFolders =
        [Environment.SpecialFolder.MyDocuments, Environment.SpecialFolder.MyMusic, Environment.SpecialFolder.MyPictures, Environment.SpecialFolder.MyVideos];

    public Outcome<FolderView> Folder(string? path)
    {
        if (string.IsNullOrEmpty(path)) return new FolderView("", null, Places());
        if (Check(path) is { } refusal) return refusal;
        var final = ShareRules.Final(path);
        var names = Directory.EnumerateDirectories(final, "*", Everything)
            .Where(folder => !Path.GetFileName(folder).StartsWith('.') && FileStat.Of(folder).Kind == EntryKind.Folder)
            .Order(StringComparer.CurrentCultureIgnoreCase)
            .Take(FoldersMax);
        return new FolderView(final, Path.GetDirectoryName(final), [.. names.Select(folder => new FolderEntry(folder, Path.GetFileName(folder), rules.Refusal(folder)))]);
    }

    /// <summary>Null when the path is an absolute one of a folder that can be read.</summary>
    public static Refusal? Check(string path)
    {
        if (!Path.IsPathFullyQualified(path) || path.Contains('\0', StringComparison.Ordinal))
            return new Refusal(RefusalKind.Invalid, "folder-not-absolute", "Give the folder's whole path, from the root of the disk.");
        try
        {
            var final = ShareRules.Final(path);
            if (FileStat.Of(final).Kind is EntryKind.File or EntryKind.Special) return new Refusal(RefusalKind.Invalid, "folder-is-a-file", "This is a file. Choose the folder that holds it.");
            using var entries = Directory.EnumerateFileSystemEntries(final).GetEnumerator();
            entries.MoveNext();
            return null;
        }
        catch (Exception error) when (error is DirectoryNotFoundException or PathTooLongException)
        {
            return new Refusal(RefusalKind.Invalid, "folder-missing", "There is no such folder. Check the spelling, or choose it from the list.");
        }
        catch (Exception error) when (error is UnauthorizedAccessException or IOException)
        {
            return new Refusal(RefusalKind.Invalid, "folder-unreadable", "This folder cannot be read. Give the account that runs WebP2P the right to read it.");
        }
    }

    public async Task<Outcome<FolderPreview>> PreviewAsync(string path, CancellationToken cancellationToken)
    {
        if (Check(path) is { } refusal) return refusal;
        var final = ShareRules.Final(path);
        if (rules.Refusal(final) is { } forbidden) return new Refusal(RefusalKind.Invalid, "folder-forbidden", forbidden);
        var filter = book.Of(ExcludeSettings.None);
        return await Task.Run(() => Count(final, filter.Reason, cancellationToken), cancellationToken);
    }

    private static FolderPreview Count(string path, WalkFilter filter, CancellationToken cancellationToken)
    {
        var (files, bytes) = (0L, 0L);
        foreach (var entry in FolderWalk.Walk(path, filter, cancellationToken))
        {
            if (entry.SkipReason is not null) continue;
            if (files == PreviewFilesMax) return new FolderPreview(path, files, bytes, Complete: false);
            files++;
            bytes += entry.Stat.Size;
        }
        return new FolderPreview(path, files, bytes, Complete: true);
    }

    /// <summary>The owner's home and its usual folders first, then where drives are.</summary>
    private List<FolderEntry> Places()
    {
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        var downloads = Path.Combine(home, "Downloads");
        string[] drives = OperatingSystem.IsWindows() ? Environment.GetLogicalDrives() : ["/media", "/mnt", "/Volumes", "/srv", "/"];
        return [.. new[] { home, downloads }.Concat(OwnFolders.Select(Environment.GetFolderPath)).Concat(drives)
            .Where(place => place.Length > 0 && Directory.Exists(place))
            .Distinct(StringComparer.Ordinal)
            .Select(place => new FolderEntry(place, NameOf(place), rules.Refusal(ShareRules.Final(place))))];
    }

    private static string NameOf(string place) => Path.GetFileName(Path.TrimEndingDirectorySeparator(place)) is { Length: > 0 } name ? name : place;
}
