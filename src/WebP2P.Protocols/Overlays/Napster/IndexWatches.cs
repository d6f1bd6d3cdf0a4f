using WebP2P.Protocols.Content;
using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Search;

namespace WebP2P.Protocols.Overlays.Napster;

/// <summary>Tells those who watch a content of new sources: after a commit, and when a node returns with its files.</summary>
internal sealed class IndexWatches(IndexServerOptions options, IndexPresence presence, Errands errands)
{
    private readonly WatchTable table = new(options.WatchesPerPeerMax, options.WatchesMax);
    private int returnsFrom;

    public int Count => table.Count;

    public DropReason? Watch(IndexPeer peer, IndexWatch watch)
    {
        var fit = true;
        foreach (var content in watch.Contents) fit &= table.TryAdd(peer.Node, content);
        return fit ? null : DropReason.LimitReached;
    }

    /// <summary>What each peer watches, as far as it passes.</summary>
    public ILookup<NodeId, ContentId> Watched(Func<NodeId, ContentId, bool> passes) => table.Contents
        .SelectMany(content => table.WatchersOf(content), (content, watcher) => (Content: content, Watcher: watcher))
        .Where(watched => passes(watched.Watcher, watched.Content))
        .ToLookup(watched => watched.Watcher, watched => watched.Content);

    public DropReason? Unwatch(IndexPeer peer, IndexUnwatch unwatch)
    {
        foreach (var content in unwatch.Contents) table.Remove(peer.Node, content);
        return null;
    }

    public void Leave(NodeId node) => table.RemoveAll(node);

    /// <summary>A commit made the node a source of these contents.</summary>
    public void Appeared(NodeId node, RegisterBatch batch, IReadOnlyList<ContentId> contents, Turn turn)
    {
        if (!presence.Online.Contains(node)) return;
        foreach (var content in contents.Where(content => table.WatchersOf(content).Count > 0))
        {
            var isComplete = batch.Changes.Any(change => !change.Removed && change.File.Complete && change.File.Content == content);
            Push(content, new HitSource(node, isComplete), turn);
        }
    }

    /// <summary>The node is online again and its rows are there: which of the watched contents does it have?</summary>
    public void Returned(IndexPeer peer, Turn turn)
    {
        Check(new ReturnErrand(peer, [peer.Node], SomeOfAll(), 0), turn);
    }

    /// <summary>All contents when they are few; of many the next ones, so that none is passed over for ever.</summary>
    private IReadOnlyList<ContentId> SomeOfAll()
    {
        if (table.Count <= options.ReturnCheckContentsMax) return [.. table.Contents];
        if (returnsFrom >= table.Count) returnsFrom = 0;
        IReadOnlyList<ContentId> some = [.. table.Contents.Skip(returnsFrom).Take(options.ReturnCheckContentsMax)];
        returnsFrom += some.Count;
        return some;
    }

    public void Checked(ReturnErrand errand, Answer answer, Turn turn)
    {
        if (!presence.IsCurrent(errand.Peer) || answer is not SourcesAnswer found) return;
        var asked = errand.Watched.Skip(errand.Next).Take(IndexSources.ContentsMax);
        foreach (var (content, sources) in asked.Zip(found.Sources))
        {
            if (sources.Count > 0) Push(content, sources[0], turn);
        }
        Check(errand with { Next = errand.Next + IndexSources.ContentsMax }, turn);
    }

    private void Check(ReturnErrand errand, Turn turn)
    {
        if (errand.Next >= errand.Watched.Count) return;
        IReadOnlyList<ContentId> some = [.. errand.Watched.Skip(errand.Next).Take(IndexSources.ContentsMax)];
        errands.Ask(new SourcesQuestion(some, new Presence(errand.Alone)), errand, turn);
    }

    private void Push(ContentId content, HitSource source, Turn turn)
    {
        if (presence.Blocks.Contains(content)) return;
        IReadOnlyList<Signed<PeerRecord>> records = presence.RecordOf(source.Node, turn) is { } record ? [record] : [];
        foreach (var watcher in table.WatchersOf(content).Where(watcher => watcher != source.Node && !presence.Blocks.Contains(watcher)))
            turn.Send(watcher, new Header(MessageId.Draw(turn.Dice)), new IndexSourcesFound(content, [source], records));
    }
}
