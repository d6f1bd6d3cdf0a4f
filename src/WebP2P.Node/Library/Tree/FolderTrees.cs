using Microsoft.EntityFrameworkCore;

namespace WebP2P.Node.Library.Tree;

/// <summary>The folders of the own library, counted when somebody looks; so seldom that a large library in full change costs a tenth of a core at most.</summary>
internal sealed class FolderTrees(LibraryStore store, TimeProvider time) : IDisposable
{
    private const int RestFactor = 10;

    private readonly SemaphoreSlim counting = new(1);
    private FolderTree tree = FolderTree.Empty;
    private long countedWrites = -1;
    private long restUntil;

    public async Task<FolderTree> CurrentAsync(CancellationToken cancellationToken)
    {
        await counting.WaitAsync(cancellationToken);
        try
        {
            if (store.Writes != countedWrites && time.GetTimestamp() >= restUntil) await CountAsync(cancellationToken);
            return tree;
        }
        finally
        {
            counting.Release();
        }
    }

    public void Dispose() => counting.Dispose();

    private async Task CountAsync(CancellationToken cancellationToken)
    {
        var (started, writes) = (time.GetTimestamp(), store.Writes);
        await using var context = await store.Contexts.CreateDbContextAsync(cancellationToken);
        var rows = await context.Files.Where(row => row.ShareId != null && !row.Missing)
            .GroupBy(row => row.Folder)
            .Select(group => new { Folder = group.Key, Files = group.LongCount(), Bytes = group.Sum(row => row.Size) })
            .ToListAsync(cancellationToken);
        tree = FolderTree.From(rows.Select(row => (row.Folder, row.Files, row.Bytes)));
        countedWrites = writes;
        var now = time.GetTimestamp();
        restUntil = now + (now - started) * RestFactor;
    }
}
