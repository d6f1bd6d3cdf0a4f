using WebP2P.Node.Control;
using WebP2P.Protocols.Content;
using WebP2P.Protocols.Identity;

namespace WebP2P.Node.Transfers;

/// <summary>
/// Looks for sources of all downloads together, at every overlay that is on: contents are watched, so that new sources are pushed; those that
/// wait are asked for in turn by one query a minute. On the transfer loop only.
/// </summary>
internal sealed class SourceHunt(IReadOnlyList<ISourceFinder> finders, TransferServices services)
{
    /// <summary>Contents or nodes in one query.</summary>
    public const int AskedMax = 100;

    /// <summary>Of one query, for contents that are watched while others are not: a push may have been lost.</summary>
    public const int WatchedAskedMax = 20;

    /// <summary>A node is looked up at most this often.</summary>
    public const int LocateRestMs = 10_000;

    private readonly HashSet<ContentId> watched = [];
    private readonly HashSet<ContentId> wanted = [];
    private readonly HashSet<ContentId> begun = [];
    private readonly List<ContentId> turns = [];
    private readonly HashSet<ContentId> adding = [];
    private readonly HashSet<ContentId> removing = [];
    private readonly Dictionary<NodeId, long> located = [];
    private readonly HashSet<NodeId> locating = [];
    private long askedMs = services.NowMs;
    private bool isTelling;

    public void Start()
    {
        foreach (var finder in finders) finder.Start((content, peers) => services.Loop.TryPost(() => Found(content, peers)));
    }

    public void Add(ContentId content)
    {
        if (!wanted.Add(content)) return;
        turns.Add(content);
        if (watched.Count < services.Options.WatchesMax) Watch(content);
    }

    public void Remove(ContentId content)
    {
        if (!wanted.Remove(content) || !watched.Remove(content)) return;
        if (!adding.Remove(content)) removing.Add(content);
        if (wanted.Count > watched.Count && turns.Find(next => wanted.Contains(next) && !watched.Contains(next)) is { SizeBytes: > 0 } other) Watch(other);
        Tell();
    }

    /// <summary>The owner wants to know now.</summary>
    public void AskNow(ContentId content)
    {
        foreach (var finder in finders) finder.Ask([content]);
    }

    /// <summary>The node did not answer where it was last.</summary>
    public void Locate(NodeId peer)
    {
        if (located.TryGetValue(peer, out var lastMs) && services.NowMs - lastMs < LocateRestMs) return;
        if (located.Count >= SourceBook.NodesMax) located.Clear();
        located[peer] = services.NowMs;
        locating.Add(peer);
        Tell();
    }

    /// <summary>Now and then: whoever waits is asked for again.</summary>
    public void Tick()
    {
        AskFirst();
        if (services.NowMs - askedMs < services.Options.AskAgainMs) return;
        askedMs = services.NowMs;
        Ask();
    }

    /// <summary>Whoever begins to wait is asked for where watching alone brings nothing.</summary>
    private void AskFirst()
    {
        var asking = finders.Where(finder => finder is { IsEnabled: true, AnswersWatches: false }).ToList();
        if (asking.Count == 0) return;
        begun.RemoveWhere(content => !wanted.Contains(content));
        var fresh = services.Table.All.Where(job => job.State is DownloadState.Waiting or DownloadState.Searching && wanted.Contains(job.Content)).Select(job => job.Content).Where(begun.Add).ToList();
        foreach (var finder in fresh.Count > 0 ? asking : []) finder.Ask(fresh);
    }

    /// <summary>The next of those that wait, in turn.</summary>
    private void Ask()
    {
        var waiting = services.Table.All.Where(job => job.State is DownloadState.Waiting or DownloadState.Queued && !job.IsInLine).Select(job => job.Content).ToHashSet();
        turns.RemoveAll(content => !wanted.Contains(content));
        var unwatched = turns.Where(content => waiting.Contains(content) && !watched.Contains(content)).Take(AskedMax).ToList();
        var room = Math.Max(AskedMax - unwatched.Count, Math.Min(WatchedAskedMax, watched.Count));
        var asked = turns.Where(content => waiting.Contains(content) && watched.Contains(content)).Take(room).ToHashSet();
        asked.UnionWith(unwatched.Take(AskedMax - asked.Count));
        if (asked.Count == 0) return;
        turns.RemoveAll(asked.Contains);
        turns.AddRange(asked);
        foreach (var finder in finders) finder.Ask([.. asked]);
    }

    private void Watch(ContentId content)
    {
        watched.Add(content);
        if (!removing.Remove(content)) adding.Add(content);
        Tell();
    }

    /// <summary>Soon: what comes together is told together.</summary>
    private void Tell()
    {
        if (isTelling) return;
        isTelling = true;
        _ = services.Loop.PostAsync(TellNow);
    }

    private void TellNow()
    {
        isTelling = false;
        foreach (var finder in finders)
        {
            if (removing.Count > 0) finder.Unwatch([.. removing]);
            if (adding.Count > 0) finder.Watch([.. adding]);
            if (locating.Count > 0) finder.Locate([.. locating.Take(AskedMax)]);
        }
        removing.Clear();
        adding.Clear();
        locating.Clear();
    }

    private void Found(ContentId content, IReadOnlyList<NodeId> peers)
    {
        foreach (var peer in peers) services.Book.Heard(peer, services.NowMs);
        if (peers.Count > 0) services.Table.SourcesFound(content, peers);
        else if (finders.Count(finder => finder.IsEnabled) == 1) services.Table.NobodyFound(content);
    }
}
