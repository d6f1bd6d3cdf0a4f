using WebP2P.Protocols.Content;
using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Search;

namespace WebP2P.Protocols.Overlays.Napster;

/// <summary>
/// The contents whose sources the owner waits for; asked and watched again on every new link. Thousands are told by and by, so that they cost
/// the index server no more questions than it answers.
/// </summary>
internal sealed class WatchedContents(NodeId self, NapsterOptions options)
{
    /// <summary>Messages of contents that are sent at once after a rest.</summary>
    private const int AtOnce = 10;

    private const int PauseMs = 1_000;

    private readonly HashSet<ContentId> watched = [];
    private readonly Queue<ContentId> untold = new();
    private readonly HashSet<ContentId> isUntold = [];
    private readonly TokenBucket pace = new(1, AtOnce);
    private IReadOnlyCollection<ContentId> askedOnce = [];

    /// <summary>What was watched before is asked again: the owner wants to know now.</summary>
    public void Add(IReadOnlyList<ContentId> contents, NodeId? server, Turn turn)
    {
        foreach (var content in contents)
        {
            var isNew = watched.Count < options.WatchesMax && watched.Add(content);
            if (server is not null && (isNew || watched.Contains(content))) Enqueue(content);
        }
        Tell(server, turn);
    }

    public void Remove(IReadOnlyList<ContentId> contents, NodeId? server, Turn turn)
    {
        var removed = contents.Where(watched.Remove).ToList();
        isUntold.ExceptWith(removed);
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

    /// <param name="isAnew">The server knows of none of them yet.</param>
    public void Begin(NodeId? server, Turn turn, bool isAnew)
    {
        if (isAnew)
        {
            foreach (var content in watched) Enqueue(content);
        }
        Tell(server, turn);
    }

    public void End(Turn turn)
    {
        untold.Clear();
        isUntold.Clear();
        turn.Wake(NapsterTimers.Watching, -1);
    }

    public DropReason? Found(IndexSourcesFound found, Turn turn)
    {
        if (!watched.Contains(found.Content) && !askedOnce.Contains(found.Content)) return DropReason.Unsolicited;
        IReadOnlyList<HitSource> others = [.. found.Sources.Where(source => source.Node != self)];
        PeerLookups.Learn(found.Peers, others.Select(source => source.Node), self, turn);
        turn.Note(new SourcesFound(found.Content, others));
        return null;
    }

    private void Enqueue(ContentId content)
    {
        if (isUntold.Add(content)) untold.Enqueue(content);
    }

    /// <summary>Watched before they are asked: what appears in between is told by one of the two.</summary>
    private void Tell(NodeId? server, Turn turn)
    {
        if (server is not { } linked) return;
        while (isUntold.Count > 0 && pace.TryTake(turn.NowMs))
        {
            var some = Some();
            turn.Send(linked, Fresh(turn), new IndexWatch(some));
            turn.Send(linked, Fresh(turn), new IndexSources(some));
        }
        if (isUntold.Count > 0) turn.Wake(NapsterTimers.Watching, PauseMs);
    }

    /// <summary>The next ones; what was removed meanwhile is passed over.</summary>
    private List<ContentId> Some()
    {
        List<ContentId> some = [];
        while (some.Count < IndexSources.ContentsMax && untold.TryDequeue(out var content))
        {
            if (isUntold.Remove(content)) some.Add(content);
        }
        return some;
    }

    private static Header Fresh(Turn turn) => new(MessageId.Draw(turn.Dice));
}
