using WebP2P.Node.Control;
using WebP2P.Protocols.Content;

namespace WebP2P.Node.Index.Operator;

/// <summary>The own index for API and dashboard: figures at most four times a second, the operator's list at once.</summary>
internal sealed class OwnIndex(IndexReading reading, BlockTable blocks, QueryMeter meter, NodeFeed feed, TimeProvider time) : IOwnIndex
{
    private static readonly TimeSpan FiguresKept = TimeSpan.FromMilliseconds(250);

    private readonly Lock gate = new();
    private readonly KeptTotals totals = new(reading.Totals, time);
    private Task<IndexView>? figures;
    private long figuresAt;

    public IndexView View { get; private set; } = new(0, 0, 0, 0, 0, 0, 0, [], 0, 0, 0, 0, 0, []);

    public IReadOnlyList<BlockView> Blocks => [.. blocks.All.Select(Named)];

    public Task<IndexView> ReadAsync(CancellationToken cancellationToken)
    {
        lock (gate)
        {
            if (IsOld(figures)) (figures, figuresAt) = (LookAsync(), time.GetTimestamp());
            return figures!.WaitAsync(cancellationToken);
        }
    }

    public Task<IReadOnlyList<IndexNodeView>> NodesAsync(CancellationToken cancellationToken) =>
        reading.NodesAsync(blocks.All, time.GetUtcNow()).WaitAsync(cancellationToken);

    public IReadOnlyList<SlowQueryView> SlowestQueries() =>
        [.. meter.Slowest().Select(cost => new SlowQueryView(
            cost.Text,
            cost.ElapsedMicroseconds / 1_000.0,
            cost.RowsLookedAt,
            cost.Hits,
            cost.IsCapped,
            DateTimeOffset.FromUnixTimeMilliseconds(cost.AtUnixMs),
            cost.Asker,
            cost.Asker is { } asker ? reading.NameOf(asker) : null))];

    /// <summary>The operator's list as it was kept; before anybody registers.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await blocks.LoadAsync(cancellationToken);
        reading.Block(blocks.List);
    }

    public async Task<Outcome<BlockView>> BlockAsync(BlockStart block, CancellationToken cancellationToken)
    {
        if (Fault(block) is { } fault) return fault;
        var outcome = await blocks.AddAsync(block, cancellationToken);
        if (outcome.Value is not { } added) return outcome;
        Changed(Named(added), null);
        return Named(added);
    }

    public async Task<bool> UnblockAsync(Guid id, CancellationToken cancellationToken)
    {
        if (!await blocks.RemoveAsync(id, cancellationToken)) return false;
        Changed(null, id);
        return true;
    }

    private Refusal? Fault(BlockStart block)
    {
        if (block.NodeId is null == block.Hash is null) return new Refusal(RefusalKind.Invalid, "nothing-to-block", "Name either a node or the hash of a content.");
        if (block.NodeId == reading.Self) return new Refusal(RefusalKind.Invalid, "own-node", "That is this node itself: its own files stay in its index.");
        if (block.Size is { } size && (block.Hash is null || !ContentId.IsSize(size))) return new Refusal(RefusalKind.Invalid, "invalid-size", "The size belongs to a content and is a number from 1 to 2^43.");
        return block.Note?.Trim().Length > BlockStart.NoteMax ? new Refusal(RefusalKind.Invalid, "note-too-long", "A note has at most 200 characters.") : null;
    }

    private void Changed(BlockView? added, Guid? removed)
    {
        reading.Block(blocks.List);
        lock (gate) figures = null;
        var all = blocks.All;
        feed.Publish(new IndexBlocksChanged(all.Count(IsNode), all.Count(block => !IsNode(block)), added, removed));
    }

    private async Task<IndexView> LookAsync()
    {
        var (now, all) = (await reading.FiguresAsync(), blocks.All);
        var counted = await Task.Run(() => totals.Read(now.NamesCommitted));
        return View = new IndexView(
            now.Online.Count,
            counted.Nodes,
            counted.Names,
            counted.Contents,
            reading.SizeBytes(),
            now.Searches,
            now.QueriesBySecond.Sum(),
            now.QueriesBySecond,
            now.AnswersCapped,
            now.NamesCommitted,
            now.NamesPerSecond,
            all.Count(IsNode),
            all.Count(block => !IsNode(block)),
            [.. now.Refusals.Select(reading.View)]);
    }

    /// <summary>What failed is not kept.</summary>
    private bool IsOld(Task? task) => task is null || task.IsFaulted || task.IsCanceled || (task.IsCompleted && time.GetElapsedTime(figuresAt) >= FiguresKept);

    private BlockView Named(BlockView block) => block.NodeId is { } node ? block with { Name = reading.NameOf(node) } : block;

    private static bool IsNode(BlockView block) => block.NodeId is not null;
}
