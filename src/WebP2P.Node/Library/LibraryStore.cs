using Microsoft.EntityFrameworkCore;
using WebP2P.Node.Storage;
using WebP2P.Node.Storage.Rows;

namespace WebP2P.Node.Library;

/// <summary>The only writer of the library: every change gets its number in the transaction that makes it.</summary>
internal sealed class LibraryStore(IDbContextFactory<NodeDbContext> contexts) : IDisposable
{
    /// <summary>Removals that are remembered; whoever missed more registers anew.</summary>
    public const int TombstonesMax = 10_000;

    private const int TombstonesSlack = 500;
    private const int LibraryRowId = 1;

    private readonly SemaphoreSlim writing = new(1);
    private LibraryRow library = new();
    private long writes;

    /// <summary>After a commit; the handler only enqueues.</summary>
    public event Action<LibraryVersion>? Changed;

    /// <summary>As last committed; zero before <see cref="LoadAsync"/>.</summary>
    public LibraryVersion Current => LibraryVersion.Of(Volatile.Read(ref library));

    /// <summary>Whoever stands before it, or after <see cref="Current"/>, cannot be told what changed.</summary>
    public long ForgottenVersion => Volatile.Read(ref library).ForgottenVersion;

    /// <summary>Commits since the start, also of what has no number.</summary>
    public long Writes => Interlocked.Read(ref writes);

    public IDbContextFactory<NodeDbContext> Contexts => contexts;

    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var row = await context.Library.SingleOrDefaultAsync(cancellationToken);
        if (row is null)
        {
            row = new LibraryRow { Id = LibraryRowId, LibraryId = Guid.NewGuid() };
            context.Library.Add(row);
            await context.SaveChangesAsync(cancellationToken);
        }
        Volatile.Write(ref library, row);
        Changed?.Invoke(Current);
    }

    /// <summary>Removes rows by id and adds others; a file that is there already with the same content keeps its number.</summary>
    public Task CommitAsync(IReadOnlyCollection<long> removed, IReadOnlyList<FileRow> added, CancellationToken cancellationToken) =>
        WriteAsync(async context =>
        {
            var row = await context.Library.SingleAsync(cancellationToken);
            await ShareRename.ToCurrentNamesAsync(context, added, cancellationToken);
            var replaced = await ReplacedAsync(context, added, cancellationToken);
            var gone = removed.Concat(replaced.Gone).Distinct().ToList();
            await BuryAsync(context, row, gone, cancellationToken);
            foreach (var file in added.Except(replaced.Kept))
            {
                file.Version = file.Hash is null || file.Hidden ? 0 : ++row.Version;
                context.Files.Add(file);
            }
            await context.SaveChangesAsync(cancellationToken);
            await ForgetAsync(context, row, cancellationToken);
            await context.SaveChangesAsync(cancellationToken);
            return row;
        }, cancellationToken);

    /// <summary>Takes files out of what is offered, or offers them again; their hashes stay, and nobody is told of more than changed.</summary>
    public Task HideAsync(IReadOnlyCollection<long> ids, bool hidden, CancellationToken cancellationToken) =>
        WriteAsync(async context =>
        {
            var row = await context.Library.SingleAsync(cancellationToken);
            if (hidden) await RetractAsync(context, row, ids, cancellationToken);
            var changed = await context.Files.IgnoreQueryFilters().Where(file => ids.Contains(file.Id) && file.Hidden != hidden)
                .OrderBy(file => file.Id)
                .Select(file => new { file.Id, IsRegistered = file.Hash != null })
                .ToListAsync(cancellationToken);
            foreach (var file in changed)
            {
                var version = file.IsRegistered && !hidden ? ++row.Version : 0;
                await context.Files.IgnoreQueryFilters().Where(found => found.Id == file.Id)
                    .ExecuteUpdateAsync(set => set.SetProperty(found => found.Hidden, hidden).SetProperty(found => found.Version, version), cancellationToken);
            }
            await context.SaveChangesAsync(cancellationToken);
            await ForgetAsync(context, row, cancellationToken);
            await context.SaveChangesAsync(cancellationToken);
            return row;
        }, cancellationToken);

    /// <summary>Gives a share another name: all its files change their folder, and nothing else.</summary>
    public Task RenameAsync(Guid share, string from, string to, CancellationToken cancellationToken) =>
        WriteAsync(async context =>
        {
            var row = await context.Library.SingleAsync(cancellationToken);
            await context.Shares.Where(found => found.Id == share).ExecuteUpdateAsync(set => set.SetProperty(found => found.Name, to), cancellationToken);
            var isTold = await ShareRename.TellAsync(context, row, share, cancellationToken);
            await ShareRename.MoveAsync(context, share, from, to, cancellationToken);
            if (!isTold) await RenumberAsync(context, row, cancellationToken);
            await context.SaveChangesAsync(cancellationToken);
            await ForgetAsync(context, row, cancellationToken);
            await context.SaveChangesAsync(cancellationToken);
            return row;
        }, cancellationToken);

    /// <summary>Begins a new numbering: every file becomes an addition, no removal is remembered.</summary>
    public Task RenumberAsync(CancellationToken cancellationToken) =>
        WriteAsync(async context =>
        {
            var row = await context.Library.SingleAsync(cancellationToken);
            await RenumberAsync(context, row, cancellationToken);
            await context.SaveChangesAsync(cancellationToken);
            return row;
        }, cancellationToken);

    /// <inheritdoc />
    public void Dispose() => writing.Dispose();

    private async Task WriteAsync(Func<NodeDbContext, Task<LibraryRow>> change, CancellationToken cancellationToken)
    {
        await writing.WaitAsync(cancellationToken);
        var before = Current;
        try
        {
            await using var context = await contexts.CreateDbContextAsync(cancellationToken);
            await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
            var row = await change(context);
            await transaction.CommitAsync(cancellationToken);
            Volatile.Write(ref library, row);
            Interlocked.Increment(ref writes);
        }
        finally
        {
            writing.Release();
        }
        if (Current != before) Changed?.Invoke(Current);
    }


    private static async Task RenumberAsync(NodeDbContext context, LibraryRow row, CancellationToken cancellationToken)
    {
        await context.Tombstones.ExecuteDeleteAsync(cancellationToken);
        row.Version = await context.Database.ExecuteSqlRawAsync(
            "UPDATE Files SET Version = Numbered.Number FROM (SELECT Id, ROW_NUMBER() OVER (ORDER BY Version, Id) AS Number FROM Files WHERE Hash IS NOT NULL AND NOT Hidden) AS Numbered WHERE Numbered.Id = Files.Id",
            cancellationToken);
        (row.LibraryId, row.ForgottenVersion) = (Guid.NewGuid(), 0);
    }

    /// <summary>Rows at the same place: kept with their number when the content is the same, else gone.</summary>
    private static async Task<(List<FileRow> Kept, List<long> Gone)> ReplacedAsync(NodeDbContext context, IReadOnlyList<FileRow> added, CancellationToken cancellationToken)
    {
        List<FileRow> kept = [];
        List<long> gone = [];
        foreach (var old in await AtSamePlacesAsync(context, added, cancellationToken))
        {
            if (added.FirstOrDefault(row => row.ShareId == old.ShareId && row.RelativePath == old.RelativePath) is not { } file) continue;
            if (IsSame(old, file))
            {
                kept.Add(file);
                await context.Files.IgnoreQueryFilters().Where(row => row.Id == old.Id).ExecuteUpdateAsync(set => set
                    .SetProperty(row => row.ModifiedTicks, file.ModifiedTicks).SetProperty(row => row.ModifiedUnixMs, file.ModifiedUnixMs)
                    .SetProperty(row => row.Device, file.Device).SetProperty(row => row.Inode, file.Inode), cancellationToken);
            }
            else
            {
                gone.Add(old.Id);
            }
        }
        return (kept, gone);
    }

    /// <summary>One question a share, and without the layers.</summary>
    private static async Task<List<FileRow>> AtSamePlacesAsync(NodeDbContext context, IReadOnlyList<FileRow> added, CancellationToken cancellationToken)
    {
        List<FileRow> found = [];
        foreach (var batch in added.GroupBy(file => file.ShareId))
        {
            var (share, paths) = (batch.Key, batch.Select(file => file.RelativePath).ToList());
            found.AddRange(await context.Files.IgnoreQueryFilters().AsNoTracking().Where(row => row.ShareId == share && paths.Contains(row.RelativePath))
                .Select(row => new FileRow { Id = row.Id, ShareId = row.ShareId, RelativePath = row.RelativePath, Name = row.Name, Folder = row.Folder, Size = row.Size, Hash = row.Hash, Complete = row.Complete, Hidden = row.Hidden })
                .ToListAsync(cancellationToken));
        }
        return found;
    }

    private static bool IsSame(FileRow old, FileRow file) =>
        old.Size == file.Size && old.Complete == file.Complete && old.Hidden == file.Hidden && old.Name == file.Name && old.Folder == file.Folder && SameBytes(old.Hash, file.Hash);

    private static bool SameBytes(byte[]? left, byte[]? right) => left is null ? right is null : right is not null && left.AsSpan().SequenceEqual(right);

    private static async Task BuryAsync(NodeDbContext context, LibraryRow row, List<long> ids, CancellationToken cancellationToken)
    {
        if (ids.Count == 0) return;
        await RetractAsync(context, row, ids, cancellationToken);
        await context.Files.IgnoreQueryFilters().Where(file => ids.Contains(file.Id)).ExecuteDeleteAsync(cancellationToken);
    }

    /// <summary>Tells with new numbers that these files are no longer offered; rows that never were are passed over.</summary>
    private static async Task RetractAsync(NodeDbContext context, LibraryRow row, IReadOnlyCollection<long> ids, CancellationToken cancellationToken)
    {
        var registered = await context.Files.Where(file => ids.Contains(file.Id) && file.Hash != null)
            .OrderBy(file => file.Version)
            .Select(file => new TombstoneRow { Folder = file.Folder, Name = file.Name, Size = file.Size, Hash = file.Hash!, ModifiedUnixMs = file.ModifiedUnixMs, Complete = file.Complete })
            .ToListAsync(cancellationToken);
        foreach (var tombstone in registered)
        {
            tombstone.Version = ++row.Version;
            context.Tombstones.Add(tombstone);
        }
    }

    private static async Task ForgetAsync(NodeDbContext context, LibraryRow row, CancellationToken cancellationToken)
    {
        var count = await context.Tombstones.CountAsync(cancellationToken);
        if (count <= TombstonesMax + TombstonesSlack) return;
        var last = await context.Tombstones.OrderBy(tombstone => tombstone.Version).Select(tombstone => tombstone.Version).Skip(count - TombstonesMax - 1).FirstAsync(cancellationToken);
        await context.Tombstones.Where(tombstone => tombstone.Version <= last).ExecuteDeleteAsync(cancellationToken);
        row.ForgottenVersion = last;
    }
}
