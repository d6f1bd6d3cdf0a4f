using System.Collections.Concurrent;
using WebP2P.Node.Control;
using WebP2P.Protocols.Content;

namespace WebP2P.Host.Tests.Fakes;

/// <summary>Downloads that the test moves on; each change goes to the feed as the node's own would.</summary>
internal sealed class FakeDownloads(NodeFeed feed) : IDownloads
{
    private readonly ConcurrentDictionary<Guid, DownloadView> downloads = new();

    /// <summary>Every download is copied as soon as it is started.</summary>
    public bool CompletesAtOnce { get; set; }

    public DownloadStart? LastStart { get; private set; }

    public IReadOnlyList<DownloadView> List(DownloadState? state) => [.. downloads.Values.Where(download => state is null || download.State == state)];

    public DownloadView? Find(Guid id) => downloads.GetValueOrDefault(id);

    public Task<Outcome<DownloadView>> StartAsync(DownloadStart request, CancellationToken cancellationToken)
    {
        LastStart = request;
        return Task.FromResult(Start(request));
    }

    public Task<Outcome<DownloadView>> PauseAsync(Guid id, CancellationToken cancellationToken) => Task.FromResult(Moved(id, DownloadState.Paused));

    public Task<Outcome<DownloadView>> ResumeAsync(Guid id, CancellationToken cancellationToken) => Task.FromResult(Moved(id, DownloadState.Running));

    public Task<Outcome<DownloadView>> RetryAsync(Guid id, CancellationToken cancellationToken) => Task.FromResult(Moved(id, DownloadState.Queued));

    public Task<Outcome<DownloadView>> VerifyAsync(Guid id, CancellationToken cancellationToken) => Task.FromResult(Moved(id, DownloadState.Verifying));

    public Task<Outcome<DownloadView>> PrioritizeAsync(Guid id, DownloadPriority priority, CancellationToken cancellationToken)
    {
        if (downloads.TryGetValue(id, out var download)) downloads[id] = download with { Priority = priority };
        return Task.FromResult(download is null ? Unknown() : (Outcome<DownloadView>)downloads[id]);
    }

    public Task<Outcome<DownloadView>> MoveAsync(Guid id, string folder, CancellationToken cancellationToken)
    {
        if (downloads.TryGetValue(id, out var download)) downloads[id] = download with { Path = $"{folder}/{download.Name}" };
        return Task.FromResult(Moved(id, DownloadState.Verifying));
    }

    public Task<Outcome<DownloadView>> OrderAsync(Guid id, DownloadOrder order, CancellationToken cancellationToken)
    {
        if (downloads.TryGetValue(id, out var download)) downloads[id] = download with { Order = order };
        return Task.FromResult(download is null ? Unknown() : (Outcome<DownloadView>)downloads[id]);
    }

    public Task<int> PauseAllAsync(CancellationToken cancellationToken) => Task.FromResult(MoveAll(DownloadState.Running, DownloadState.Paused));

    public Task<int> ResumeAllAsync(CancellationToken cancellationToken) => Task.FromResult(MoveAll(DownloadState.Paused, DownloadState.Running));

    public Task<Refusal?> RemoveAsync(Guid id, bool deleteFile, CancellationToken cancellationToken)
    {
        if (!downloads.TryRemove(id, out _)) return Task.FromResult<Refusal?>(Unknown());
        feed.Publish(new DownloadRemoved(id));
        return Task.FromResult<Refusal?>(null);
    }

    public IReadOnlyList<DownloadSource>? Sources(Guid id) => Find(id)?.Sources;

    public IReadOnlyList<PieceRunView>? Pieces(Guid id) => Find(id)?.Pieces;

    /// <summary>A download that is there when the test begins.</summary>
    public Guid Begin(ContentId content) => Start(new DownloadStart(content)).Value!.Id;

    /// <summary>Some bytes arrived: figures.</summary>
    public void Arrived(Guid id, long bytesDone)
    {
        var download = downloads[id] with { BytesDone = bytesDone };
        downloads[id] = download;
        feed.Publish(new DownloadsChanged([download]));
    }

    /// <summary>A change of state.</summary>
    public Outcome<DownloadView> Moved(Guid id, DownloadState state)
    {
        if (!downloads.TryGetValue(id, out var download)) return Unknown();
        download = download with { State = state, Reason = $"It is {state}.", BytesDone = state == DownloadState.Completed ? download.Size : download.BytesDone };
        downloads[id] = download;
        feed.Publish(new DownloadStateChanged(id, state, download.Reason, download));
        return download;
    }

    private static Refusal Unknown() => new(RefusalKind.NotFound, "download-not-found", "There is no such download.");

    private int MoveAll(DownloadState from, DownloadState to)
    {
        var moved = List(from);
        foreach (var download in moved) Moved(download.Id, to);
        return moved.Count;
    }

    private Outcome<DownloadView> Start(DownloadStart request)
    {
        if (request.RequireSource) return new Refusal(RefusalKind.Invalid, "no-source", "Nobody has it now.");
        var (hash, size) = request.Content;
        if (downloads.Values.FirstOrDefault(download => download.Hash == hash && download.Size == size) is { } same)
            return new Refusal(RefusalKind.Conflict, "download-exists", "It is being copied.", same.Id.ToString());
        var download = new DownloadView(Guid.NewGuid(), hash, size, request.Name ?? "file", DownloadState.Waiting, "No source now.", null, request.Mode, 0, 1 << 18, "/downloads/file", 0, null, DateTimeOffset.UnixEpoch, null, [], [new PieceRunView(PieceState.Missing, null, 1)]);
        downloads[download.Id] = download;
        feed.Publish(new DownloadStateChanged(download.Id, download.State, download.Reason, download));
        if (!CompletesAtOnce) return download;
        Moved(download.Id, DownloadState.Running);
        return Moved(download.Id, DownloadState.Completed);
    }
}
