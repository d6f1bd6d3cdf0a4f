using Microsoft.EntityFrameworkCore;

namespace WebP2P.Node.Library;

/// <summary>A file as the database knows it, without hash and layer.</summary>
/// <param name="IsHidden">Left out by a rule.</param>
/// <param name="IsMissing">Its drive is not there.</param>
internal readonly record struct KnownFile(long Id, string RelativePath, FileStat Stat, bool IsHidden, bool IsMissing)
{
    public bool IsOffered => !IsHidden && !IsMissing;
}

/// <summary>Reads what the database knows of a share, in <see cref="PathOrder"/>, some thousand rows at a time.</summary>
internal sealed class KnownRows
{
    private readonly LibraryStore store;
    private readonly Guid share;
    private readonly string until;
    private readonly int pageRows;
    private readonly Queue<KnownFile> page = new();
    private string after;
    private bool isEnded;

    /// <param name="folder">Only what lies in it; empty for the whole share.</param>
    /// <param name="pageRows">Rows of one question.</param>
    public KnownRows(LibraryStore store, Guid share, string folder, int pageRows)
    {
        this.store = store;
        this.share = share;
        this.pageRows = pageRows;
        after = folder.Length == 0 ? "" : $"{folder}/";
        until = folder.Length == 0 ? "" : $"{folder}{PathOrder.AfterSlash}";
    }

    /// <summary>The next file, which stays the next until <see cref="Pop"/>; null at the end.</summary>
    public async ValueTask<KnownFile?> PeekAsync(CancellationToken cancellationToken)
    {
        if (page.Count == 0 && !isEnded) await ReadAsync(cancellationToken);
        return page.TryPeek(out var known) ? known : null;
    }

    public void Pop() => page.Dequeue();

    /// <summary>Goes on behind all that lies in a folder.</summary>
    public void Pass(string folder)
    {
        var target = $"{folder}{PathOrder.AfterSlash}";
        while (page.TryPeek(out var known) && PathOrder.Instance.Compare(known.RelativePath, target) < 0) page.Dequeue();
        if (PathOrder.Instance.Compare(target, after) > 0 && page.Count == 0) after = target;
    }

#pragma warning disable CA1309 // The database compares, byte by byte.
    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        await using var context = await store.Contexts.CreateDbContextAsync(cancellationToken);
        var rows = context.Files.IgnoreQueryFilters().AsNoTracking().Where(row => row.ShareId == share && string.Compare(row.RelativePath, after) > 0);
        if (until.Length > 0) rows = rows.Where(row => string.Compare(row.RelativePath, until) < 0);
        var found = await rows.OrderBy(row => row.RelativePath).Take(pageRows)
            .Select(row => new { row.Id, row.RelativePath, row.Size, row.ModifiedTicks, row.Device, row.Inode, row.ChangedTicks, row.BornTicks, row.Hidden, row.Missing })
            .ToListAsync(cancellationToken);
        foreach (var row in found)
            page.Enqueue(new KnownFile(row.Id, row.RelativePath, new FileStat(EntryKind.File, row.Size, row.ModifiedTicks, row.Device, row.Inode, row.ChangedTicks, row.BornTicks), row.Hidden, row.Missing));
        isEnded = found.Count < pageRows;
        if (found.Count > 0) after = found[^1].RelativePath;
    }
#pragma warning restore CA1309
}
