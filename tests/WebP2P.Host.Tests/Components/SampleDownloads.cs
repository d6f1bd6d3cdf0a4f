using WebP2P.Node.Control;

namespace WebP2P.Host.Tests.Components;

/// <summary>Downloads in every state, and a record of what the page asked for.</summary>
internal sealed class SampleDownloads : IDownloads
{
    private const int PieceBytes = 1 << 20;

    public List<DownloadStart> Started { get; } = [];

    public List<string> Calls { get; } = [];

    public List<DownloadView> Views { get; set; } =
    [
        View("debian-12.8-full-set.tar", 12_400, 0.64, DownloadState.Running, "Copying from 3 sources; one slow source is given small pieces.", 46_000_000),
        View("Harry Potter, read by candle light.ogg", 214, 0.31, DownloadState.Running, "Copying from 4 sources.", 18_000_000),
        View("climate-run-0417.nc", 900, 0.88, DownloadState.Waiting, "None of its 2 known sources answers now; it goes on the moment one is back, or another one appears. Asked again within 40 s."),
        View("holiday-2024.zip", 3_200, 0.12, DownloadState.Paused, "The disk is full: 3.1 GiB are missing on /data. Nothing is lost. Free some space, then resume.", 0, PausedBy.Disk),
        View("Hedwig.flac", 38, 1, DownloadState.Completed, "Verified, and shared with others now."),
    ];

    /// <summary>Every look at the list finds every figure changed.</summary>
    public bool IsRestless { get; init; }

    public IReadOnlyList<DownloadView> List(DownloadState? state)
    {
        if (IsRestless) Views = [.. Views.Select(view => view with { BytesPerSecond = view.BytesPerSecond + 70_000, BytesDone = view.BytesDone + 70_000, EtaMs = view.EtaMs + 1_000 })];
        return [.. Views.Where(view => state is null || view.State == state)];
    }

    public DownloadView? Find(Guid id) => Views.Find(view => view.Id == id);

    /// <summary>What writing ends with, when the disk takes nothing.</summary>
    public Exception? Unwritten { get; set; }

    public Task<Outcome<DownloadView>> StartAsync(DownloadStart request, CancellationToken cancellationToken)
    {
        if (Unwritten is not null) return Task.FromException<Outcome<DownloadView>>(Unwritten);
        Started.Add(request);
        var view = View(request.Name ?? "file", 40, 0.1, DownloadState.Running, "Copying from 1 source.", 5_000_000) with { Hash = request.Content.Hash, Size = request.Content.SizeBytes, Mode = request.Mode };
        Views.Insert(0, view);
        return Task.FromResult<Outcome<DownloadView>>(view);
    }

    public Task<Outcome<DownloadView>> PauseAsync(Guid id, CancellationToken cancellationToken) => Change("pause", id, DownloadState.Paused, "You paused it.");

    public Task<Outcome<DownloadView>> ResumeAsync(Guid id, CancellationToken cancellationToken) => Change("resume", id, DownloadState.Running, "Copying from 2 sources.");

    public Task<Outcome<DownloadView>> RetryAsync(Guid id, CancellationToken cancellationToken) => Change("retry", id, DownloadState.Queued, "Waits for its turn.");

    public Task<Outcome<DownloadView>> VerifyAsync(Guid id, CancellationToken cancellationToken) => Change("verify", id, DownloadState.Verifying, "Hashes again what is here.");

    public Task<Outcome<DownloadView>> PrioritizeAsync(Guid id, DownloadPriority priority, CancellationToken cancellationToken)
    {
        Calls.Add($"priority {priority}");
        var at = Views.FindIndex(view => view.Id == id);
        Views[at] = Views[at] with { Priority = priority };
        return Task.FromResult<Outcome<DownloadView>>(Views[at]);
    }

    public Task<Outcome<DownloadView>> OrderAsync(Guid id, DownloadOrder order, CancellationToken cancellationToken)
    {
        Calls.Add($"order {order}");
        var at = Views.FindIndex(view => view.Id == id);
        Views[at] = Views[at] with { Order = order };
        return Task.FromResult<Outcome<DownloadView>>(Views[at]);
    }

    public Task<int> PauseAllAsync(CancellationToken cancellationToken)
    {
        Calls.Add("pause all");
        return Task.FromResult(Views.Count);
    }

    public Task<Outcome<DownloadView>> MoveAsync(Guid id, string folder, CancellationToken cancellationToken)
    {
        Calls.Add($"move to {folder}");
        return Task.FromResult<Outcome<DownloadView>>(Find(id)!);
    }

    public Task<int> ResumeAllAsync(CancellationToken cancellationToken)
    {
        Calls.Add("resume all");
        return Task.FromResult(Views.Count);
    }

    public Task<Refusal?> RemoveAsync(Guid id, bool deleteFile, CancellationToken cancellationToken)
    {
        if (Unwritten is not null) return Task.FromException<Refusal?>(Unwritten);
        Calls.Add("remove");
        Views.RemoveAll(view => view.Id == id);
        return Task.FromResult<Refusal?>(null);
    }

    public IReadOnlyList<DownloadSource>? Sources(Guid id) => Find(id)?.Sources;

    public IReadOnlyList<PieceRunView>? Pieces(Guid id) => Find(id)?.Pieces;

    public static DownloadView View(string name, int pieces, double done, DownloadState state, string reason, long speed = 0, PausedBy? pausedBy = null)
    {
        var size = (long)pieces * PieceBytes;
        var isRunning = state == DownloadState.Running;
        DownloadSource[] sources =
        [
            Source(0, "korfu", isRunning ? SourceState.Active : SourceState.Lost, isRunning ? "2 pieces in flight" : "left 20 min ago", size * done * 0.6, speed * 6 / 10),
            Source(1, "bob-laptop", isRunning ? SourceState.Active : SourceState.Idle, "has 62 %, growing", size * done * 0.3, speed * 4 / 10),
            Source(2, "x7", SourceState.Left, "gave 2 bad pieces; they were fetched again from korfu", size * done * 0.1, 0),
        ];
        return new DownloadView(
            Guid.NewGuid(), SampleNode.Hash(name), size, name, state, reason, pausedBy, DownloadMode.Multi, (long)(size * done), PieceBytes,
            "/home/alice/Downloads/WebP2P/" + name, speed, speed > 0 ? (long)(size * (1 - done) * 1000 / speed) : null, SampleNode.Start.AddMinutes(-3),
            state == DownloadState.Completed ? SampleNode.Start : null, sources, Runs(pieces, done, isRunning));
    }

    private static DownloadSource Source(int number, string name, SourceState state, string reason, double given, long speed) =>
        new(number, SampleNode.Id(name), name, "10.0.0.4:6699", state, reason, number == 0, 300, (long)given, speed, number == 2 ? 2 : 0);

    private static List<PieceRunView> Runs(int pieces, double done, bool isRunning)
    {
        var runs = new List<PieceRunView>();
        var solid = (int)(pieces * done * (done < 1 ? 0.86 : 1));
        for (var (at, i) = (0, 0); at < solid; i++)
        {
            var count = Math.Min(solid - at, Math.Max(1, pieces / 40 * (1 + (i * 7 % 5)) / 3));
            runs.Add(new PieceRunView(PieceState.Verified, i * 5 % 7 % 3, count));
            at += count;
        }

        for (var (at, i) = (solid, 0); at < pieces; i++)
        {
            var count = Math.Min(pieces - at, Math.Max(1, pieces / 60));
            runs.Add((i % 5, isRunning) switch
            {
                (1, _) => new PieceRunView(PieceState.Verified, i % 3, count),
                (3, true) => new PieceRunView(PieceState.Arriving, i % 2, count),
                _ => new PieceRunView(PieceState.Missing, null, count),
            });
            at += count;
        }

        return runs;
    }

    private Task<Outcome<DownloadView>> Change(string call, Guid id, DownloadState state, string reason)
    {
        Calls.Add(call);
        var at = Views.FindIndex(view => view.Id == id);
        Views[at] = Views[at] with { State = state, Reason = reason, PausedBy = null };
        return Task.FromResult<Outcome<DownloadView>>(Views[at]);
    }
}
