using System.Globalization;
using Microsoft.Data.Sqlite;
using WebP2P.Node.Library;
using WebP2P.Node.Storage;

namespace WebP2P.Node.Index;

/// <summary>
/// The files of <c>index.db</c>: one connection stays open while the node runs, so that the log is always there and readers need no room on the
/// disk to begin; a file beside it says that, so that a start knows when the log was taken away.
/// </summary>
internal sealed class IndexFiles(string path) : IDisposable
{
    /// <summary>Damaged databases that are kept; older ones are deleted.</summary>
    public const int KeptMax = 2;

    private static readonly string[] Parts = ["", "-wal", "-shm"];

    private readonly string mark = $"{path}-open";
    private SqliteConnection? keeper;
    private (FileStat Main, FileStat Log) opened;

    /// <summary>As <see cref="IndexFileLook.Damage"/>; cheap, also while the database is open.</summary>
    public string? Damage() =>
        keeper is null ? IndexFileLook.Damage(path, wasOpen: File.Exists(mark))
        : !IsStill(opened.Main, path) ? "its main file was taken away"
        : IsStill(opened.Log, $"{path}-wal") ? null : "its write-ahead log was taken away";

    public void Open()
    {
        if (keeper is not null) return;
        keeper = SqliteSetup.OpenAlone(path);
        // The first read is what makes the log.
        SqliteSetup.Execute(keeper, "SELECT COUNT(*) FROM sqlite_schema");
        opened = (FileStat.Of(path), FileStat.Of($"{path}-wal"));
        File.WriteAllBytes(mark, []);
    }

    /// <summary>The mark goes first: a kill in between leaves a log without a mark, which is no damage.</summary>
    public void Close()
    {
        SqliteSetup.CloseIdle(path);
        if (keeper is null) return;
        File.Delete(mark);
        keeper.Dispose();
        keeper = null;
    }

    /// <summary>Moves the database with its log to a name with the time in it; it needs no room on the disk.</summary>
    /// <returns>The new path; null when there was nothing to move.</returns>
    public string? MoveAside(DateTimeOffset now)
    {
        Close();
        File.Delete(mark);
        var aside = $"{path}.damaged-{now.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'.'fff'Z'", CultureInfo.InvariantCulture)}";
        var moved = Parts.Where(part => File.Exists(path + part)).ToList();
        foreach (var part in moved) File.Move(path + part, aside + part, overwrite: true);
        KeepNewest();
        return moved.Count > 0 ? aside : null;
    }

    public void Remove()
    {
        Close();
        foreach (var part in Parts) File.Delete(path + part);
    }

    /// <inheritdoc />
    public void Dispose() => Close();

    /// <summary>Whoever opens a name that is gone makes a new file of it.</summary>
    private static bool IsStill(in FileStat file, string path) =>
        FileStat.Of(path) is { Kind: EntryKind.File } now && (now.Device, now.Inode) == (file.Device, file.Inode);

    private void KeepNewest()
    {
        var folder = Path.GetDirectoryName(path)!;
        var kept = Directory.GetFiles(folder, $"{Path.GetFileName(path)}.damaged*")
            .GroupBy(file => Parts[1..].FirstOrDefault(part => file.EndsWith(part, StringComparison.Ordinal)) is { } part ? file[..^part.Length] : file, StringComparer.Ordinal)
            .OrderByDescending(group => group.Key, StringComparer.Ordinal);
        foreach (var file in kept.Skip(KeptMax).SelectMany(group => group)) File.Delete(file);
    }
}
