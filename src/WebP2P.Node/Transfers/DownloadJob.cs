using WebP2P.Node.Control;
using WebP2P.Node.Storage.Rows;
using WebP2P.Protocols;
using WebP2P.Protocols.Content;
using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Overlays;
using WebP2P.Protocols.Transfers;

namespace WebP2P.Node.Transfers;

/// <summary>One download: performs what its plan says and tells it what happened. Every method is called on the transfer loop.</summary>
internal sealed class DownloadJob
{
    private readonly TransferServices services;
    private readonly Action<DownloadJob> stateChanged;
    private readonly DownloadCommits commits;
    private readonly PieceFetches fetches;
    private readonly KnownSources knownSources;
    private readonly DownloadVerification verification;
    private readonly DownloadArrivals arrivals;
    private readonly DownloadOpening opening;
    private readonly LastSteps ending;
    private readonly SourceWait wait;
    private readonly SourceTalk talk;
    private readonly DownloadAlarm alarm;
    private bool isClosed;
    private int? savedPausedBy;

    public DownloadJob(DownloadRow row, TransferServices services, Action<DownloadJob> stateChanged)
    {
        this.services = services;
        this.stateChanged = stateChanged;
        Row = row;
        Content = new ContentId(new ContentHash(new Bytes32(row.Hash)), row.Size);
        Map = new PieceMap(row.Size);
        Turn = new TransferTurn(services.Dice);
        Ledger = new DownloadLedger(Map.Count);
        Ledger.Restore(row.Provenance ?? []);
        knownSources = new KnownSources(Ledger.RestoreSources(row.SourcesJson));
        savedPausedBy = row.PausedBy;
        Verified = row.Bitmap is { } bytes && Bitfield.TryParse(bytes, Map.Count, out var saved) ? saved : new Bitfield(Map.Count);
        if (PieceLayer.TryProve(Content, row.Layer ?? (Map.Count == 1 ? row.Hash : []), out var layer)) Layer = layer;
        Disk = new DiskStanding(services.Options);
        commits = new DownloadCommits(this, services);
        fetches = new PieceFetches(this, services);
        verification = new DownloadVerification(this, services);
        arrivals = new DownloadArrivals(this, services);
        opening = new DownloadOpening(this, services);
        ending = new LastSteps(this, services);
        wait = new SourceWait(services);
        talk = new SourceTalk(this, services);
        alarm = new DownloadAlarm(services, () => Do(plan => plan.Elapsed(Turn)));
    }

    public DownloadRow Row { get; }

    public TransferTurn Turn { get; }

    public ContentId Content { get; }

    public PieceMap Map { get; }

    public DownloadLedger Ledger { get; }

    public Bitfield Verified { get; private set; }

    public PieceLayer? Layer { get; set; }

    public PartFile? File { get; private set; }

    public DiskStanding Disk { get; }

    public DownloadPlan? Plan { get; private set; }

    public DownloadState State => (DownloadState)Row.State;

    /// <summary>Verified pieces in the order in which they came in this run: what others are told.</summary>
    public List<int> Arrived { get; } = [];

    public bool IsEnding => ending.AreRunning;

    public bool IsSingle => Row.Mode == (int)DownloadMode.Single;

    /// <summary>Whether it takes one of the places of downloads that run at once.</summary>
    public bool HoldsPlace => State is DownloadState.Running or DownloadState.Verifying || (State == DownloadState.Searching && Plan is { IsRunning: true });

    /// <summary>Whether it waits in the queues of its sources.</summary>
    public bool IsInLine => State == DownloadState.Waiting && Plan is { IsRunning: true };

    public bool IsActive => State is DownloadState.Running or DownloadState.Verifying or DownloadState.Searching or DownloadState.Waiting;

    /// <summary>Whether something on the disk was not looked at since the start of the program.</summary>
    private bool HasUnseenFile => File is null && (Verified.Cardinality > 0 || (Layer is not null && (Map.Count > 1 || Row.OwnFile != 0)));

    public IReadOnlyList<(NodeId Peer, int BadPieces)> EarlierSources => knownSources.All;

    private IEnumerable<NodeId> Peers => Plan is { } plan ? plan.Sources.Where(source => source.Standing != SourceStanding.Left).Select(source => source.Peer) : knownSources.Peers;

    /// <summary>Whether there is something to do now: somebody to ask, or a file of an earlier run to look at.</summary>
    public bool CanBegin(long nowMs) => HasUnseenFile || Peers.Any(peer => services.Book.MayTry(peer, nowMs));

    /// <summary>Whether a download that waits for sources should be looked at again.</summary>
    public bool IsDue(long nowMs) => wait.IsDue(nowMs) && !HoldsPlace && !IsInLine && State is DownloadState.Waiting or DownloadState.Searching;

    /// <summary>Nobody can be asked now: whoever finds sources is asked first, then it waits for one.</summary>
    public Task Seek()
    {
        if (State is DownloadState.Waiting) return Sleep(wait.Reason(Peers));
        wait.Begin();
        return Enter(DownloadState.Searching, "Looks for sources.");
    }

    /// <summary>Whoever was asked for sources knows none now.</summary>
    public void NobodyFound()
    {
        if (State == DownloadState.Searching && Plan is not { IsRunning: true }) _ = Sleep(wait.Reason(Peers));
    }

    /// <summary>Goes on where it was: checks what is here, then asks sources.</summary>
    public void Begin()
    {
        if (ending.AreRunning)
        {
            _ = Enter(DownloadState.Verifying, "Puts the file in its place.");
            return;
        }
        if (verification.IsRunning) return;
        wait.Begin();
        if (File is not null)
        {
            if (!Verified.IsFull && !CanBegin(services.NowMs))
            {
                _ = Seek();
                return;
            }
            Plan ??= knownSources.Plan(this, services.Self, services.Dice.Below(Map.Count));
            Do(plan => plan.Start(Layer is not null, Turn));
            return;
        }
        Enter(DownloadState.Verifying, "Checks what is here already.");
        opening.Start(fetches.EndedAsync());
    }

    public Task PauseAsync(PausedBy by, string reason)
    {
        Do(plan => plan.Stop(reason, Turn));
        commits.CommitNow();
        return Enter(DownloadState.Paused, reason, by);
    }

    /// <summary>Every source gets another chance.</summary>
    public void Forgive()
    {
        Do(plan => plan.Stop("Begins anew.", Turn));
        if (Plan is { } before) knownSources.Keep(before);
        Plan = null;
        wait.Forget();
        talk.Forget();
        knownSources.Forgive();
        foreach (var peer in knownSources.Peers) services.Book.Forgive(peer, services.NowMs);
    }

    public Task VerifyAsync() => verification.StartAsync();

    /// <summary>What runs ends, and nothing is written any more; what was known of the sources stays.</summary>
    public async Task RestAsync(string reason)
    {
        Do(plan => plan.Stop(reason, Turn));
        var file = Forget(Verified);
        await commits.EndedAsync();
        await DisposeAsync(file);
    }

    public void Checked(Bitfield right)
    {
        Verified = right;
        commits.Opened(right.Copy());
    }

    public void SourcesFound(IEnumerable<NodeId> peers)
    {
        var chosen = IsSingle ? knownSources.Peers.Take(1).ToList() : null;
        foreach (var peer in peers.Where(peer => chosen is null || chosen.Contains(peer)))
        {
            if (Plan is null) knownSources.Add(peer);
            else Do(plan => plan.SourceFound(peer, Turn));
            if (!HoldsPlace && !IsInLine && Peers.Contains(peer)) wait.Hear(peer);
        }
    }

    /// <summary>Every source so far in the order of their numbers, as it is saved.</summary>
    public string SourcesJson() => Ledger.SourcesJson(Plan?.Sources.Select(source => (source.Peer, source.BadPieces)) ?? EarlierSources);

    public bool Knows(NodeId peer) => IsActive && Peers.Contains(peer);

    public void Linked(NodeId peer) => Do(plan => plan.Linked(peer, Turn));

    public void Unlinked(NodeId peer, string reason)
    {
        talk.Ended(peer);
        Do(plan => plan.Unlinked(peer, reason, Turn));
    }

    /// <returns>False when this download did not ask for the message.</returns>
    public bool Receive(NodeId from, Message message)
    {
        var isWanted = false;
        Do(plan => isWanted = plan.Receive(from, talk.Hear(from, message), Turn));
        return isWanted;
    }

    public void Tick()
    {
        Ledger.Sample();
        if (!IsActive) return;
        if (State == DownloadState.Searching && !wait.IsLooking) NobodyFound();
        talk.LeaveSilent();
        if (!alarm.TryRing()) Refresh();
        talk.Introduce();
        commits.Tick();
    }

    public void Fetched(PieceOrder order, int piece, bool isCurrent, FetchResult result) => arrivals.Fetched(order, piece, isCurrent, result);

    public void LayerFetched(NodeId peer, PieceLayer? layer, FetchResult result) => arrivals.LayerFetched(peer, layer, result);

    /// <summary>A piece is here and right.</summary>
    public void Keep(NodeId peer, int piece)
    {
        Ledger.Gave(Plan!.Sources.First(source => source.Peer == peer).Number, piece, Map.Length(piece));
        Arrived.Add(piece);
        commits.Count(Map.Length(piece));
    }

    /// <summary>What was written since the last commit is unknown: what is right on the disk is found when the download goes on.</summary>
    public void DiskFailed(DiskTrouble trouble)
    {
        if (ending.AreRunning || State == DownloadState.Completed) return;
        Disk.Failed(trouble, services.NowMs);
        Do(plan => plan.Stop(trouble.Reason, Turn));
        var file = Forget(commits.Committed.Copy());
        if (file is not null && trouble.Kind is DiskTroubleKind.Gone or DiskTroubleKind.Changed) Disk.Keep(file);
        else _ = DisposeAsync(file);
        if (State != DownloadState.Paused) _ = Enter(DownloadState.Paused, trouble.Reason, PausedBy.Disk);
    }

    /// <summary>Ends everything that runs; the file on the disk stays.</summary>
    public async Task CloseAsync()
    {
        Do(plan => plan.Stop("Removed.", Turn));
        isClosed = true;
        (var file, File, Plan) = (File, null, null);
        await ending.EndedAsync();
        await DisposeAsync(file);
        if (!opening.IsRunning) Disk.Prepared(isOpen: false);
    }

    /// <summary>The node stops: the last verified pieces are kept. The loop has ended.</summary>
    public async Task StopAsync(bool keeps)
    {
        isClosed = true;
        await ending.EndedAsync();
        await fetches.EndedAsync();
        if (!opening.IsRunning) Disk.Prepared(isOpen: false);
        if (File is not { } file) return;
        File = null;
        if (keeps && commits.IsDue) await commits.KeepAsync(file);
        file.Dispose();
    }

    /// <param name="by">With Paused.</param>
    public Task Enter(DownloadState state, string reason, PausedBy? by = null)
    {
        var before = State;
        (Row.State, Row.Reason) = ((int)state, reason);
        Row.PausedBy = state == DownloadState.Paused ? (int?)by ?? Row.PausedBy : null;
        if (state == DownloadState.Completed) Row.CompletedUnixMs ??= services.Time.GetUtcNow().ToUnixTimeMilliseconds();
        if (before == state && savedPausedBy == Row.PausedBy) return Task.CompletedTask;
        savedPausedBy = Row.PausedBy;
        // Running and what leads to it are one to a restart: they are not worth a commit each.
        Row.SourcesJson = SourcesJson();
        var isOne = before is DownloadState.Searching or DownloadState.Running && state is DownloadState.Searching or DownloadState.Running;
        var saved = isOne ? Task.CompletedTask : services.Store.SaveAsync(Row);
        stateChanged(this);
        return saved;
    }

    /// <summary>Nobody can be asked now: it goes on when somebody appears, or one who failed is worth a try again.</summary>
    private Task Sleep(string reason)
    {
        Do(plan => plan.Stop(reason, Turn));
        commits.CommitNow();
        wait.Sleep(Peers);
        return Enter(DownloadState.Waiting, reason);
    }

    /// <summary>What is on the disk was looked at.</summary>
    public void Prepared(DownloadPreparation prepared)
    {
        Disk.Prepared(isOpen: true);
        if (isClosed || verification.IsRunning)
        {
            prepared.File?.Dispose();
            return;
        }
        if (prepared.Outcome is { } outcome) ending.Outcome = outcome;
        if (prepared.IsFinished)
        {
            Verified.SetAll();
            var progress = commits.Progress();
            ending.Start(() => new DownloadEnding(services).KeepAsync(Row, Layer!, progress));
            return;
        }
        (File, Verified) = (prepared.File, prepared.Verified);
        if (!Verified.IsFull) Row.OwnFile = 0;
        Row.PartPath = prepared.File!.Path;
        Plan = knownSources.Plan(this, services.Self, services.Dice.Below(Map.Count));
        talk.Forget();
        commits.Opened(prepared.Committed);
        if (Layer is not null) _ = services.Library.AddPartialAsync(Content, Row.Name);
        if (State == DownloadState.Verifying) Begin();
    }

    /// <summary>Calls a door of the plan with <see cref="Turn"/>, and performs what it says.</summary>
    public void Do(Action<DownloadPlan> door)
    {
        if (Plan is not { } plan) return;
        Turn.Begin(services.NowMs);
        fetches.Report(plan);
        door(plan);
        foreach (var line in Turn.Actions) Perform(line);
        Refresh();
    }

    private void Perform(in TransferAction line)
    {
        var peer = line.Peer;
        switch (line.Kind)
        {
            case TransferActionKind.Hold: services.Hold(peer, this); break;
            case TransferActionKind.Release: services.Links.Release(peer, this, (string)line.Payload!); break;
            case TransferActionKind.Send: talk.Send(peer, (Message)line.Payload!); break;
            case TransferActionKind.FetchLayer: fetches.StartLayer(peer, line.Ticket); break;
            case TransferActionKind.Fetch: fetches.Start(new PieceOrder(line.Request, line.Ticket, Layer!, File!), Plan!.Sources); break;
            case TransferActionKind.Abandon: fetches.Abandon(line.Request); break;
            case TransferActionKind.Wake: alarm.Set(line.DelayMs); break;
            case TransferActionKind.Note when line.Payload is AllPiecesVerified: Finish(); break;
        }
    }

    private void Refresh()
    {
        if (Plan is not { IsRunning: true } plan || !IsActive && State != DownloadState.Queued) return;
        var (state, reason) = DownloadStanding.Of(plan, (DownloadMode)Row.Mode, wait.IsLooking);
        if (state == DownloadState.Running) wait.Forget();
        if (state == DownloadState.Waiting && !plan.Sources.Any(SourceTable.IsContacted))
        {
            _ = Sleep(reason);
            return;
        }
        _ = Enter(state, commits.RunningMs > services.Options.SlowDiskMs ? $"The disk is slow: it has been writing for {commits.RunningMs / 1_000} s." : reason);
        if (state == DownloadState.Failed) Do(running => running.Stop(reason, Turn));
    }

    private void Finish()
    {
        _ = Enter(DownloadState.Verifying, "Puts the file in its place.");
        var (file, layer, progress) = (File!, Layer!, commits.Progress());
        ending.Start(() => new DownloadEnding(services).FinishAsync(Row, file, layer, progress));
    }

    /// <summary>The finished file is in its place.</summary>
    public void Completed(string reason)
    {
        (var file, File, Row.PartPath) = (File, null, null);
        _ = Enter(DownloadState.Completed, reason);
        _ = DisposeAsync(file);
    }

    /// <returns>The open file, to be closed when nothing is written any more.</returns>
    private PartFile? Forget(Bitfield believed)
    {
        (var file, File, Verified) = (File, null, believed);
        if (Plan is { } plan) knownSources.Keep(plan);
        Plan = null;
        return file;
    }

    private async Task DisposeAsync(PartFile? file)
    {
        await fetches.EndedAsync();
        file?.Dispose();
    }
}
