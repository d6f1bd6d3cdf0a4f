using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using WebP2P.Node.Storage;
using WebP2P.Node.Storage.Rows;
using WebP2P.Protocols.Content;

namespace WebP2P.Node.Library;

/// <summary>The library by content: what uploads serve, and what downloads add to it.</summary>
public sealed class LibraryContents
{
    private const int RememberedMax = 256;

    private readonly LibraryStore store;
    private readonly NodeOptions options;
    private readonly ConcurrentDictionary<ContentId, SharedContent> remembered = new();

    internal LibraryContents(LibraryStore store, NodeOptions options)
    {
        this.store = store;
        this.options = options;
        store.Changed += _ => remembered.Clear();
    }

    /// <summary>A file of a share is no longer what it was; the handler only enqueues.</summary>
    internal event Action<SharedContent>? Stale;

    /// <summary>A complete file with this content that is still as it was when it was hashed; null when there is none.</summary>
    public async Task<SharedContent?> FindAsync(ContentId content, CancellationToken cancellationToken = default)
    {
        if (remembered.TryGetValue(content, out var known)) return known;
        var version = store.Current;
        var hash = content.Hash.Value.ToArray();
        await using var context = await store.Contexts.CreateDbContextAsync(cancellationToken);
        var rows = await (
            from file in context.Files.AsNoTracking()
            join share in context.Shares on file.ShareId equals share.Id
            where file.Hash == hash && file.Size == content.SizeBytes && file.Complete && !file.Missing
            orderby file.Id
            select new { File = file, share.Path }).Take(16).ToListAsync(cancellationToken);
        foreach (var row in rows)
        {
            if (!PieceLayer.TryProve(content, row.File.Layer, out var layer)) continue;
            var found = new SharedContent(layer!, row.File.Id, row.Path, row.File.RelativePath, StatOf(row.File)) { Place = $"{row.File.Folder}/{row.File.Name}" };
            using var file = found.Open();
            if (file is null)
            {
                await ChangedAsync(found, cancellationToken);
                continue;
            }
            Remember(found, version);
            return found;
        }
        return await FindLooseAsync(context, content, cancellationToken);
    }

    /// <summary>A finished download outside every share.</summary>
    private async Task<SharedContent?> FindLooseAsync(NodeDbContext context, ContentId content, CancellationToken cancellationToken)
    {
        var (name, hash) = (content.ToString(), content.Hash.Value.ToArray());
        var row = await context.Files.AsNoTracking().FirstOrDefaultAsync(file => file.ShareId == null && file.RelativePath == name && file.Complete, cancellationToken);
        if (row is null || !PieceLayer.TryProve(content, row.Layer, out var layer)) return null;
        var path = await context.Downloads.Where(download => download.Hash == hash && download.Size == content.SizeBytes && download.CompletedUnixMs != null)
            .Select(download => download.Path).FirstOrDefaultAsync(cancellationToken);
        if (path is null) return null;
        var found = new SharedContent(layer!, row.Id, Path.GetDirectoryName(path)!, Path.GetFileName(path), StatOf(row)) { Place = $"{row.Folder}/{row.Name}" };
        using var opened = found.Open();
        if (opened is null) await ChangedAsync(found, cancellationToken);
        return opened is null ? null : found;
    }

    /// <summary>Takes a file that is no longer what was hashed off the offer at once, and has its folder looked through. A drive that went keeps its files.</summary>
    public async Task ChangedAsync(SharedContent content, CancellationToken cancellationToken = default)
    {
        remembered.TryRemove(new KeyValuePair<ContentId, SharedContent>(content.Content, content));
        var now = content.Now;
        if (FileStat.Of(content.Root).Kind == EntryKind.Folder && !now.IsStill(content.Hashed) && !await IsKnownAsync(content.Id, now, cancellationToken))
        {
            long[] row = [content.Id];
            await store.CommitAsync(now.Inode == content.Hashed.Inode ? new LibraryChange { Changed = row } : new LibraryChange { Removed = row }, cancellationToken);
        }
        Stale?.Invoke(content);
    }

    /// <summary>Offers a content that is being copied; once more changes nothing but the name.</summary>
    /// <param name="name">Of the file it becomes.</param>
    public async Task AddPartialAsync(ContentId content, string name, CancellationToken cancellationToken = default)
    {
        var share = await ShareOfAsync(Path.Combine(ShareRules.Final(options.Downloads), name), cancellationToken);
        await store.CommitAsync([], [LibraryRows.Unfinished(share, content, name)], cancellationToken);
    }

    /// <summary>No longer offers a content that was being copied.</summary>
    public async Task RemovePartialAsync(ContentId content, CancellationToken cancellationToken = default)
    {
        if (await PartialIdAsync(content, cancellationToken) is { } id) await store.CommitAsync([id], [], cancellationToken);
    }

    /// <summary>Offers a finished copy without hashing it again, in place of the unfinished one. False when its folder is not shared: then it is offered alone.</summary>
    public async Task<bool> AddCompletedAsync(string path, PieceLayer layer, CancellationToken cancellationToken = default)
    {
        path = Path.Combine(ShareRules.Final(Path.GetDirectoryName(path)!), Path.GetFileName(path));
        var stat = FileStat.Of(path);
        List<long> partial = await PartialIdAsync(layer.Content, cancellationToken) is { } id ? [id] : [];
        var isWhole = stat.Kind == EntryKind.File && stat.Size == layer.Content.SizeBytes;
        var share = isWhole ? await ShareOfAsync(path, cancellationToken) : null;
        List<FileRow> added = share is not null ? [LibraryRows.From(share, RelativeTo(share, path), stat, layer)] : isWhole ? [LibraryRows.Loose(Path.GetFileName(path), stat, layer)] : [];
        await store.CommitAsync(partial, added, cancellationToken);
        return share is not null;
    }

    /// <summary>Makes or removes a name of a file; what is known of its other names stays, though the system notes a change of them all.</summary>
    /// <param name="path">A name that it has now.</param>
    public async Task RenameLinksAsync(string path, Action change, CancellationToken cancellationToken = default)
    {
        var before = FileStat.Of(path);
        var known = (await NamesAsync(before, cancellationToken)).Where(name => before.IsStill(StatOf(name.File))).ToList();
        change();
        var names = known.Select(name => (name.Share, name.File, Now: FileStat.Of(Path.Combine(name.Share.Path, name.File.RelativePath)))).Where(name => name.Now.IsStillBut(before));
        List<FileRow> kept = [.. names.Select(name => LibraryRows.From(name.Share, name.File.RelativePath, name.Now, name.File.Hash, name.File.Layer))];
        if (kept.Count > 0) await store.CommitAsync([], kept, cancellationToken);
        remembered.Clear();
    }

    /// <summary>No longer offers a file that was just deleted, without waiting for the next scan.</summary>
    public async Task RemoveFileAsync(string path, CancellationToken cancellationToken = default)
    {
        path = Path.Combine(ShareRules.Final(Path.GetDirectoryName(path)!), Path.GetFileName(path));
        List<long> gone = [];
        await using (var context = await store.Contexts.CreateDbContextAsync(cancellationToken))
        {
            foreach (var share in (await context.Shares.AsNoTracking().ToListAsync(cancellationToken)).Where(share => ShareRules.Holds(share.Path, path)))
            {
                var relative = RelativeTo(share, path);
                gone.AddRange(await context.Files.Where(row => row.ShareId == share.Id && row.RelativePath == relative).Select(row => row.Id).ToListAsync(cancellationToken));
            }
        }

        if (gone.Count > 0) await store.CommitAsync(gone, [], cancellationToken);
    }

    /// <summary>Whether what is noted of a file holds now: its other names changed meanwhile, and not its bytes.</summary>
    private async Task<bool> IsKnownAsync(long id, FileStat now, CancellationToken cancellationToken)
    {
        await using var context = await store.Contexts.CreateDbContextAsync(cancellationToken);
        return await context.Files.AsNoTracking().FirstOrDefaultAsync(row => row.Id == id, cancellationToken) is { } row && now.IsStill(StatOf(row));
    }

    private async Task<IReadOnlyList<(FileRow File, ShareRow Share)>> NamesAsync(FileStat file, CancellationToken cancellationToken)
    {
        if (file.Inode == 0) return [];
        await using var context = await store.Contexts.CreateDbContextAsync(cancellationToken);
        var names = await context.Files.AsNoTracking().Where(row => row.Inode == file.Inode && row.Device == file.Device && row.Complete && !row.Missing)
            .Join(context.Shares, row => row.ShareId, share => share.Id, (row, share) => new { File = row, Share = share }).ToListAsync(cancellationToken);
        return [.. names.Select(name => (name.File, name.Share))];
    }

    private static string RelativeTo(ShareRow share, string path) => Path.GetRelativePath(share.Path, path).Replace(Path.DirectorySeparatorChar, '/');

    private static FileStat StatOf(FileRow row) => new(EntryKind.File, row.Size, row.ModifiedTicks, row.Device, row.Inode, row.ChangedTicks, row.BornTicks);

    private void Remember(SharedContent found, LibraryVersion version)
    {
        if (remembered.Count >= RememberedMax) remembered.Clear();
        remembered[found.Content] = found;
        // A commit in between has already cleared the table, and this row may be what it removed.
        if (store.Current != version) remembered.Clear();
    }

    private async Task<long?> PartialIdAsync(ContentId content, CancellationToken cancellationToken)
    {
        var path = content.ToString();
        await using var context = await store.Contexts.CreateDbContextAsync(cancellationToken);
        return await context.Files.Where(row => row.ShareId == null && row.RelativePath == path).Select(row => (long?)row.Id).FirstOrDefaultAsync(cancellationToken);
    }

    private async Task<ShareRow?> ShareOfAsync(string path, CancellationToken cancellationToken)
    {
        await using var context = await store.Contexts.CreateDbContextAsync(cancellationToken);
        return (await context.Shares.AsNoTracking().ToListAsync(cancellationToken)).Find(share => ShareRules.Holds(share.Path, path));
    }
}
