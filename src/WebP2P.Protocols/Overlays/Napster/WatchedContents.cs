using WebP2P.Protocols.Content;
using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Search;

namespace WebP2P.Protocols.Overlays.Napster;

/// <summary>The contents whose sources the owner waits for; asked and watched again on every new link.</summary>
internal sealed class WatchedContents(NodeId self, NapsterOptions options)
{
    private readonly HashSet<ContentId> watched = [];
    private IReadOnlyCollection<ContentId> askedOnce = [];

    public void Add(IReadOnlyList<ContentId> contents, NodeId? server, Turn turn)
    {
        List<ContentId> added = [];
        foreach (var content in contents)
        {
            if (watched.Count < options.WatchesMax && watched.Add(content)) added.Add(content);
        }
        // What was watched before is asked again: the owner wants to know now.
        if (server is { } linked) Ask(linked, [.. contents.Where(watched.Contains).Distinct()], added, turn);
    }

    public void Remove(IReadOnlyList<ContentId> contents, NodeId? server, Turn turn)
    {
        var removed = contents.Where(watched.Remove).ToList();
        if (server is not { } linked) return;
        foreach (var some in removed.Chunk(IndexSources.ContentsMax)) turn.Send(linked, Fresh(turn), new IndexUnwatch(some));
    }

    /// <summary>One query, forgotten when there is no link: whoever asks does so again.</summary>
    public void Ask(IReadOnlyList<ContentId> contents, NodeId? server, Turn turn)
    {
        if (server is not { } linked || contents.Count == 0) return;
        askedOnce = [.. contents.Take(IndexSources.ContentsMax).Distinct()];
        turn.Send(linked, Fresh(turn), new IndexSources([.. askedOnce]));
    }

    public void Begin(NodeId server, Turn turn) => Ask(server, [.. watched], [.. watched], turn);

    public DropReason? Found(IndexSourcesFound found, Turn turn)
    {
        if (!watched.Contains(found.Content) && !askedOnce.Contains(found.Content)) return DropReason.Unsolicited;
        IReadOnlyList<HitSource> others = [.. found.Sources.Where(source => source.Node != self)];
        PeerLookups.Learn(found.Peers, others.Select(source => source.Node), self, turn);
        turn.Note(new SourcesFound(found.Content, others));
        return null;
    }

    /// <summary>Watched before they are asked: what appears in between is told by one of the two.</summary>
    private static void Ask(NodeId server, List<ContentId> asked, List<ContentId> added, Turn turn)
    {
        foreach (var some in added.Chunk(IndexSources.ContentsMax)) turn.Send(server, Fresh(turn), new IndexWatch(some));
        foreach (var some in asked.Chunk(IndexSources.ContentsMax)) turn.Send(server, Fresh(turn), new IndexSources(some));
    }

    private static Header Fresh(Turn turn) => new(MessageId.Draw(turn.Dice));
}
