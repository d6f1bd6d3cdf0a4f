using System.Buffers.Binary;
using WebP2P.Node.Control;
using WebP2P.Node.Index.Operator;
using WebP2P.Node.Storage.Rows;
using WebP2P.Node.Tests.Storage;
using WebP2P.Protocols.Overlays.Napster;
using static WebP2P.Tests.Shared.NapsterSamples;

namespace WebP2P.Node.Tests.Index;

public sealed class BlockTableTests : IAsyncDisposable
{
    private readonly TempFolder temp = new();
    private StorageFixture? storage;
    private BlockTable? table;

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        temp.Dispose();
    }

    [Fact]
    public async Task Blocks_are_there_after_a_restart_and_count_as_they_were_meant()
    {
        var first = await OpenAsync();
        await AddAsync(first, new BlockStart(NodeOf(1), null, null, " a spammer "));
        await AddAsync(first, new BlockStart(null, ContentOf(1).Hash, 10, null));
        await AddAsync(first, new BlockStart(null, ContentOf(2).Hash, null, null));
        await CloseAsync();

        var again = await OpenAsync();
        Assert.Equal(3, again.All.Count);
        Assert.Equal("a spammer", again.All.Single(block => block.NodeId == NodeOf(1)).Note);
        var list = again.List;
        Assert.True(list.Contains(NodeOf(1)));
        Assert.False(list.Contains(NodeOf(2)));
        Assert.True(list.Contains(ContentOf(1, 10)));
        Assert.False(list.Contains(ContentOf(1, 11)));
        Assert.True(list.Contains(ContentOf(2, 11)));
    }

    [Fact]
    public async Task What_is_blocked_already_is_named_and_another_size_is_another_content()
    {
        var blocks = await OpenAsync();
        var known = await AddAsync(blocks, new BlockStart(null, ContentOf(1).Hash, 10, "one"));
        var refused = await blocks.AddAsync(new BlockStart(null, ContentOf(1).Hash, 10, "two"), CancellationToken.None);
        Assert.Equal((RefusalKind.Conflict, "already-blocked", known.Id.ToString()), (refused.Refusal!.Kind, refused.Refusal.Code, refused.Refusal.ExistingId));
        await AddAsync(blocks, new BlockStart(null, ContentOf(1).Hash, null, null));
        await AddAsync(blocks, new BlockStart(new(ContentOf(1).Hash.Value), null, null, null));
        Assert.Equal(3, blocks.All.Count);
    }

    [Fact]
    public async Task A_removed_block_is_gone_for_good()
    {
        var blocks = await OpenAsync();
        var block = await AddAsync(blocks, new BlockStart(NodeOf(1), null, null, null));
        Assert.True(await blocks.RemoveAsync(block.Id, CancellationToken.None));
        Assert.False(await blocks.RemoveAsync(block.Id, CancellationToken.None));
        Assert.False(blocks.List.Contains(NodeOf(1)));
        await CloseAsync();
        Assert.Empty((await OpenAsync()).All);
    }

    [Fact]
    public async Task The_list_takes_ten_thousand_entries_and_no_more()
    {
        await OpenAsync();
        await using (var context = await storage!.Contexts.CreateDbContextAsync(TestContext.Current.CancellationToken))
        {
            context.Blocks.AddRange(Enumerable.Range(0, BlockList.EntriesMax - 1).Select(number => new BlockRow { Id = Guid.NewGuid(), Key = KeyOf(number), Note = "" }));
            await context.SaveChangesAsync(TestContext.Current.CancellationToken);
        }

        await table!.LoadAsync(CancellationToken.None);
        var last = await AddAsync(table, new BlockStart(NodeOf(1), null, null, null));
        var refused = await table.AddAsync(new BlockStart(NodeOf(2), null, null, null), CancellationToken.None);
        Assert.Equal((RefusalKind.Invalid, "too-many-blocks"), (refused.Refusal!.Kind, refused.Refusal.Code));
        Assert.True(await table.RemoveAsync(last.Id, CancellationToken.None));
        await AddAsync(table, new BlockStart(NodeOf(2), null, null, null));
    }

    [Fact]
    public async Task Many_at_once_are_each_added_once()
    {
        var blocks = await OpenAsync();
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 20).Select(number => blocks.AddAsync(new BlockStart(NodeOf(number % 4), null, null, null), CancellationToken.None)));
        Assert.Equal(4, outcomes.Count(outcome => outcome.Refusal is null));
        Assert.Equal(4, blocks.All.Count);
    }

    private static byte[] KeyOf(int number)
    {
        var key = new byte[32];
        BinaryPrimitives.WriteInt32BigEndian(key, number + 1);
        return key;
    }

    private static async Task<BlockView> AddAsync(BlockTable blocks, BlockStart start)
    {
        var outcome = await blocks.AddAsync(start, CancellationToken.None);
        Assert.Null(outcome.Refusal);
        return outcome.Value!;
    }

    private async Task<BlockTable> OpenAsync()
    {
        storage = await StorageFixture.OpenAsync(temp["data"]);
        table = new BlockTable(storage.Contexts, TimeProvider.System);
        await table.LoadAsync(CancellationToken.None);
        return table;
    }

    private async Task CloseAsync()
    {
        table?.Dispose();
        if (storage is not null) await storage.DisposeAsync();
        (table, storage) = (null, null);
    }
}
