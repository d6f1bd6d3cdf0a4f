using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using WebP2P.Node.Control;
using WebP2P.Node.Storage;
using WebP2P.Node.Storage.Rows;
using WebP2P.Protocols;
using WebP2P.Protocols.Content;
using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Overlays.Napster;

namespace WebP2P.Node.Index.Operator;

/// <summary>The operator's list in <c>node.db</c>, and as the index takes it. A change is durable before it counts.</summary>
internal sealed class BlockTable(IDbContextFactory<NodeDbContext> contexts, TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim changing = new(1);
    private ImmutableList<BlockView> blocks = [];

    /// <summary>The newest first; without names.</summary>
    public IReadOnlyList<BlockView> All => blocks;

    public BlockList List
    {
        get
        {
            var now = blocks;
            return new BlockList(
                now.Select(block => block.NodeId).OfType<NodeId>(),
                now.Where(block => block.Size is null).Select(block => block.Hash).OfType<ContentHash>(),
                now.Where(block => block.Size is not null).Select(block => new ContentId(block.Hash!.Value, block.Size!.Value)));
        }
    }

    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = await context.Blocks.AsNoTracking().OrderByDescending(row => row.AddedUnixMs).ToListAsync(cancellationToken);
        blocks = [.. rows.Select(View)];
    }

    public async Task<Outcome<BlockView>> AddAsync(BlockStart start, CancellationToken cancellationToken)
    {
        await changing.WaitAsync(cancellationToken);
        try
        {
            if (blocks.Find(known => IsSame(known, start)) is { } same)
                return new Refusal(RefusalKind.Conflict, "already-blocked", "This is blocked already. Its entry is in the list.", same.Id.ToString());
            if (blocks.Count >= BlockList.EntriesMax)
                return new Refusal(RefusalKind.Invalid, "too-many-blocks", "The list has 10,000 entries, which is the most it can have. Remove some that are no longer needed.");
            var row = Row(start);
            await using var context = await contexts.CreateDbContextAsync(cancellationToken);
            context.Blocks.Add(row);
            await context.SaveChangesAsync(cancellationToken);
            var added = View(row);
            blocks = blocks.Insert(0, added);
            return added;
        }
        finally
        {
            changing.Release();
        }
    }

    public async Task<bool> RemoveAsync(Guid id, CancellationToken cancellationToken)
    {
        await changing.WaitAsync(cancellationToken);
        try
        {
            if (blocks.Find(block => block.Id == id) is not { } known) return false;
            await using var context = await contexts.CreateDbContextAsync(cancellationToken);
            await context.Blocks.Where(row => row.Id == id).ExecuteDeleteAsync(cancellationToken);
            blocks = blocks.Remove(known);
            return true;
        }
        finally
        {
            changing.Release();
        }
    }

    /// <inheritdoc />
    public void Dispose() => changing.Dispose();

    private static bool IsSame(BlockView known, BlockStart start) => known.NodeId == start.NodeId && known.Hash == start.Hash && known.Size == start.Size;

    private BlockRow Row(BlockStart start) => new()
    {
        Id = Guid.NewGuid(),
        IsNode = start.NodeId is not null,
        Key = (start.NodeId?.Value ?? start.Hash!.Value.Value).ToArray(),
        Size = start.Size ?? 0,
        Note = start.Note?.Trim() ?? "",
        AddedUnixMs = time.GetUtcNow().ToUnixTimeMilliseconds(),
    };

    private static BlockView View(BlockRow row)
    {
        var key = new Bytes32(row.Key);
        return new BlockView(
            row.Id,
            row.IsNode ? new NodeId(key) : null,
            null,
            row.IsNode ? null : new ContentHash(key),
            row.IsNode || row.Size == 0 ? null : row.Size,
            row.Note,
            DateTimeOffset.FromUnixTimeMilliseconds(row.AddedUnixMs));
    }
}
