using WebP2P.Node.Control;
using WebP2P.Protocols.Overlays;

namespace WebP2P.Host.Tests.Fakes;

/// <summary>An index that exists only as figures; its list of blocks is kept in memory.</summary>
internal sealed class FakeIndex : IOwnIndex
{
    public static readonly DateTimeOffset At = DateTimeOffset.UtcNow.AddMinutes(-4);

    /// <summary>What writing ends with, when the disk takes nothing.</summary>
    public Exception? Unwritten { get; set; }

    public List<BlockView> List { get; } = [];

    public List<IndexNodeView> NodeRows { get; } =
    [
        new(FakeStatus.Id(1), "alice", 12_408, true, DateTimeOffset.UtcNow, 12_500, true, null),
        new(FakeStatus.Id(2), "bob-laptop", 310, true, DateTimeOffset.UtcNow, 311, false, null),
        new(FakeStatus.Id(3), "<img src=x onerror=alert(1)>", 0, true, DateTimeOffset.UtcNow, 0, false, null),
        new(FakeStatus.Id(4), null, 88, false, At, 90, false, null),
    ];

    public List<SlowQueryView> Slow { get; set; } =
    [
        new("harry potter", 12.4, 20_000, 50, true, At, FakeStatus.Id(2), "bob-laptop"),
        new("<b>the</b> stone kind:audio size:>=1000", 0.42, 310, 3, false, At, null, null),
    ];

    public IndexView View => new(
        3, 4, 12_806, 11_902, 4_915_200, 1_204, 118, [.. Enumerable.Range(0, 60).Select(second => (long)(second % 7))], 12, 25_000, 310,
        List.Count(block => block.NodeId is not null), List.Count(block => block.NodeId is null),
        [
            new("IndexSearch", DropReason.RateExceeded, "A search came more often than a node may ask.", 311, FakeStatus.Id(2), "bob-laptop", At, "The index server answers 10 questions a second."),
            new("Register", DropReason.BlockedNode, "A registration came from a node that you blocked.", 4, FakeStatus.Id(9), null, At, null),
        ]);

    public IReadOnlyList<BlockView> Blocks => [.. List];

    public Task<IndexView> ReadAsync(CancellationToken cancellationToken) => Task.FromResult(View);

    public Task<IReadOnlyList<IndexNodeView>> NodesAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<IndexNodeView>>([.. NodeRows.Select(node => node with { BlockId = List.Find(block => block.NodeId == node.NodeId)?.Id })]);

    public IReadOnlyList<SlowQueryView> SlowestQueries() => Slow;

    public Task<Outcome<BlockView>> BlockAsync(BlockStart block, CancellationToken cancellationToken)
    {
        if (Unwritten is not null) return Task.FromException<Outcome<BlockView>>(Unwritten);
        if (List.Find(known => (known.NodeId, known.Hash, known.Size) == (block.NodeId, block.Hash, block.Size)) is { } same)
            return Task.FromResult<Outcome<BlockView>>(new Refusal(RefusalKind.Conflict, "already-blocked", "This is blocked already.", same.Id.ToString()));
        if (block.NodeId == FakeStatus.Self) return Task.FromResult<Outcome<BlockView>>(new Refusal(RefusalKind.Invalid, "own-node", "That is this node itself."));
        var added = new BlockView(Guid.NewGuid(), block.NodeId, NodeRows.Find(node => node.NodeId == block.NodeId)?.Name, block.Hash, block.Size, block.Note ?? "", DateTimeOffset.UtcNow);
        List.Insert(0, added);
        return Task.FromResult<Outcome<BlockView>>(added);
    }

    public Task<bool> UnblockAsync(Guid id, CancellationToken cancellationToken) =>
        Unwritten is null ? Task.FromResult(List.RemoveAll(block => block.Id == id) > 0) : Task.FromException<bool>(Unwritten);
}
