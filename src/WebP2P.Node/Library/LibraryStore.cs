using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using WebP2P.Node.Storage;
using WebP2P.Node.Storage.Rows;

namespace WebP2P.Node.Library;

/// <summary>The only writer of the library: every change gets its number in the transaction that makes it.</summary>
internal sealed class LibraryStore(IDbContextFactory<NodeDbContext> contexts, TimeProvider time) : IDisposable
{
    /// <summary>Removals that are remembered; whoever missed more registers anew.</summary>
    public const int TombstonesMax = 10_000;

    private const int LibraryRowId = 1;

    private readonly SemaphoreSlim writing = new(1);
    private LibraryWriter? writer;
    private long writes;
    private LibraryRow library = new();
    private ImmutableDictionary<Guid, (long Files, long Bytes)> totals = ImmutableDictionary<Guid, (long, long)>.Empty;

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
        var shares = await context.Files.Where(file => file.ShareId != null).GroupBy(file => file.ShareId)
            .Select(group => new { group.Key, Files = group.LongCount(), Bytes = group.Sum(file => file.Size) })
            .ToListAsync(cancellationToken);
        totals = shares.ToImmutableDictionary(share => share.Key!.Value, share => (share.Files, share.Bytes));
        Volatile.Write(ref library, row);
        Changed?.Invoke(Current);
    }

    /// <summary>Files and bytes of a share, as last committed; those of a missing drive count.</summary>
    public (long Files, long Bytes) Totals(Guid share) => Volatile.Read(ref totals).GetValueOrDefault(share);

    /// <summary>Whether files in a folder of a share are known.</summary>
    public bool Knows(Guid share, string folder)
    {
        var (from, until) = ($"{folder}/", $"{folder}{PathOrder.AfterSlash}");
        using var context = contexts.CreateDbContext();
#pragma warning disable CA1309 // The database compares, byte by byte.
        return context.Files.IgnoreQueryFilters().Any(row => row.ShareId == share && string.Compare(row.RelativePath, from) > 0 && string.Compare(row.RelativePath, until) < 0);
#pragma warning restore CA1309
    }

    /// <summary>Removes rows by id and adds others; a file that is there already with the same content keeps its number.</summary>
    public Task CommitAsync(IReadOnlyCollection<long> removed, IReadOnlyList<FileRow> added, CancellationToken cancellationToken) =>
        CommitAsync(new LibraryChange { Removed = removed, Added = added }, cancellationToken);

    public async Task CommitAsync(LibraryChange change, CancellationToken cancellationToken)
    {
        await writing.WaitAsync(cancellationToken);
        var before = Current;
        try
        {
            writer ??= new LibraryWriter(await contexts.CreateDbContextAsync(cancellationToken));
            var (row, growth) = writer.Commit(change with { NowUnixMs = time.GetUtcNow().ToUnixTimeMilliseconds() });
            foreach (var (share, more) in growth.Shares) Volatile.Write(ref totals, totals.SetItem(share, (Totals(share).Files + more.Files, Totals(share).Bytes + more.Bytes)));
            Volatile.Write(ref library, row);
            Interlocked.Increment(ref writes);
        }
        finally
        {
            writing.Release();
        }
        if (Current != before) Changed?.Invoke(Current);
    }

    /// <summary>Gives a share another name: all its files change their folder, and nothing else.</summary>
    public Task RenameAsync(Guid share, string from, string to, CancellationToken cancellationToken) =>
        WriteAsync(async (context, row) =>
        {
            await context.Shares.Where(found => found.Id == share).ExecuteUpdateAsync(set => set.SetProperty(found => found.Name, to), cancellationToken);
            var isTold = await ShareRename.TellAsync(context, row, share, cancellationToken);
            await ShareRename.MoveAsync(context, share, from, to, cancellationToken);
            if (!isTold) await RenumberAsync(context, row, cancellationToken);
        }, cancellationToken);

    /// <summary>Begins a new numbering: every file becomes an addition, no removal is remembered.</summary>
    public Task RenumberAsync(CancellationToken cancellationToken) =>
        WriteAsync((context, row) => RenumberAsync(context, row, cancellationToken), cancellationToken);

    /// <inheritdoc />
    public void Dispose()
    {
        writer?.Dispose();
        writing.Dispose();
    }

    /// <summary>Changes that are seldom, and touch all files at once.</summary>
    private async Task WriteAsync(Func<NodeDbContext, LibraryRow, Task> change, CancellationToken cancellationToken)
    {
        await writing.WaitAsync(cancellationToken);
        var before = Current;
        try
        {
            await using var context = await contexts.CreateDbContextAsync(cancellationToken);
            await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
            var row = await context.Library.SingleAsync(cancellationToken);
            await change(context, row);
            await context.SaveChangesAsync(cancellationToken);
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
            "UPDATE Files SET Version = Numbered.Number FROM (SELECT Id, ROW_NUMBER() OVER (ORDER BY Version, Id) AS Number FROM Files WHERE Version > 0) AS Numbered WHERE Numbered.Id = Files.Id",
            cancellationToken);
        (row.LibraryId, row.ForgottenVersion) = (Guid.NewGuid(), 0);
    }
}
