using Microsoft.Data.Sqlite;
using WebP2P.Node.Control;
using WebP2P.Node.Identity;
using WebP2P.Node.Links;
using WebP2P.Node.Overlays;
using WebP2P.Node.Storage;
using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Overlays.Napster;

namespace WebP2P.Node.Index.Operator;

/// <summary>Puts together what machine, store and disk say of the own index.</summary>
internal sealed class IndexReading(NapsterService napster, IIndexStore store, DataFolder folder, IPeerDirectory directory, NodeIdentity identity)
{
    /// <summary>Nodes in the list; the newest seen are in it.</summary>
    public const int NodesMax = 10_000;

    private static readonly string[] Parts = ["", "-wal", "-shm"];

    public NodeId Self => identity.Id;

    public string? NameOf(NodeId node) => directory.NameOf(node);

    public void Block(BlockList blocks) => napster.Block(blocks);

    public Task<IndexFigures> FiguresAsync() => napster.IndexFiguresAsync();

    /// <summary>Reads the store, which takes the longer the more it holds; null while it cannot be read.</summary>
    public IndexTotals? Totals() => Read<IndexTotals?>(() => store.Totals());

    /// <summary>In bytes, of all its files.</summary>
    public long SizeBytes() => Parts.Select(part => new FileInfo(folder.IndexDatabase + part)).Where(file => file.Exists).Sum(file => file.Length);

    public IndexRefusalView View(IndexRefusal refusal) => new(
        refusal.Message,
        refusal.Reason,
        RefusalSentences.Of(refusal.Message, refusal.Reason),
        refusal.Count,
        refusal.LastNode,
        NameOf(refusal.LastNode),
        DateTimeOffset.FromUnixTimeMilliseconds(refusal.LastUnixMs),
        refusal.LastSentence);

    public async Task<IReadOnlyList<IndexNodeView>> NodesAsync(IReadOnlyList<BlockView> blocks, DateTimeOffset now)
    {
        var online = (await FiguresAsync()).Online;
        var known = await Task.Run(() => Read(() => store.Nodes(NodesMax))) ?? [];
        var blockOf = blocks.Where(block => block.NodeId is not null).ToDictionary(block => block.NodeId!.Value, block => block.Id);
        var listed = known.Select(row => row.Node).ToHashSet();
        // A node that shares nothing has no row, and is online all the same.
        var all = known.Concat(online.Where(node => !listed.Contains(node)).Select(node => new IndexedNode(node, 0, 0, 0, 0)));
        return [.. all.Select(row => View(row, online.Contains(row.Node), blockOf, now))
            .OrderByDescending(node => node.Online).ThenByDescending(node => node.SeenAt).ThenBy(node => node.NodeId).Take(NodesMax)];
    }

    /// <summary>The index says elsewhere why it cannot be read; its operator still sees who is here.</summary>
    private static T? Read<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception exception) when (exception is IOException or SqliteException)
        {
            return default;
        }
    }

    private IndexNodeView View(IndexedNode row, bool isOnline, Dictionary<NodeId, Guid> blockOf, DateTimeOffset now) => new(
        row.Node,
        NameOf(row.Node),
        row.Files,
        isOnline,
        isOnline ? now : DateTimeOffset.FromUnixTimeMilliseconds(row.SeenUnixMs),
        row.Version,
        row.Node == Self,
        blockOf.TryGetValue(row.Node, out var block) ? block : null);
}
