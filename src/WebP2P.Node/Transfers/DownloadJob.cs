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
    private readonly DownloadOpening opening;
    private readonly LastSteps ending;
    private readonly DownloadMoving moving;
    private readonly SourceTalk talk;
    private readonly DownloadAlarm alarm;
    private readonly PlanActions actions;

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
        States = new DownloadStates(row, services, SourcesJson);
        Verified = row.Bitmap is { } bytes && Bitfield.TryParse(bytes, Map.Count, out var saved) ? saved : new Bitfield(Map.Count);
        if (PieceLayer.TryProve(Content, row.Layer ?? (Map.Count == 1 ? row.Hash : []), out var layer)) Layer = layer;
        Disk = new DiskStanding(services.Options);
        commits = new DownloadCommits(this, services);
        fetches = new PieceFetches(this, services);
        verification = new DownloadVerification(this, services);
        Arrivals = new DownloadArrivals(this, services);
        opening = new DownloadOpening(this, services);
        ending = new LastSteps(this, services);
        moving = new DownloadMoving(this, services);
        Seeking = new DownloadSeeking(this, services, commits);
        talk = new SourceTalk(this, services);
        alarm = new DownloadAlarm(services, () => Do(plan => plan.Elapsed(Turn)));
        actions = new PlanActions(this, services, fetches, talk, alarm);
    }

    public DownloadRow Row { get; }

    public DownloadStates States { get; }

    public DownloadSeeking Seeking { get; }

    /// <summary>The owner wants it now, outside the hours: until they begin or end.</summary>
    public bool OverrulesHours { get; set; }

    public TransferTurn Turn { get; }

    public ContentId Content { get; }

    public PieceMap Map { get; }

    public DownloadLedger Ledger { get; }

    public DownloadArrivals Arrivals { get; }

    public Bitfield Verified { get; private set; }

    public PieceLayer? Layer { get; set; }

    public PartFile? File { get; private set; }

    public DiskStanding Disk { get; }

    public DownloadPlan? Plan { get; private set; }

    public DownloadState State => (DownloadState)Row.State;

    /// <summary>Verified pieces in the order in which they came in this run: what others are told.</summary>
    public List<int> Arrived { get; } = [];

    /// <summary>It was removed, or the node stops.</summary>
    public bool IsClosed { get; private set; }

    public bool IsEnding => ending.AreRunning || moving.Work is not null;

    /// <summary>What the own disk is being looked at or copied for; null when it is not.</summary>
    public DiskWork? DiskWork => opening.Work ?? verification.Work ?? moving.Work;

    public bool IsSingle => Row.Mode == (int)DownloadMode.Single;

    public bool IsSequential => Row.Order == (int)DownloadOrder.Sequential;

    /// <summary>Whether it takes one of the places of downloads that run at once.</summary>
    public bool HoldsPlace => State is DownloadState.Running or DownloadState.Verifying || (State == DownloadState.Searching && Plan is { IsRunning: true });

    /// <summary>Whether it waits in the queues of its sources.</summary>
    public bool IsInLine => State == DownloadState.Waiting && Plan is { IsRunning: true };

    public bool IsActive => State is DownloadState.Running or DownloadState.Verifying or DownloadState.Searching or DownloadState.Waiting;

    /// <summary>Whether something on the disk was not looked at since the start of the program.</summary>
    private bool HasUnseenFile => File is null && (Verified.Cardinality > 0 || (Layer is not null && (Map.Count > 1 || Row.OwnFile != 0)));

    public IReadOnlyList<(NodeId Peer, int BadPieces)> EarlierSources => knownSources.All;

    /// <summary>Its sources but those that it left.</summary>
    public IEnumerable<NodeId> Peers => Plan is { } plan ? plan.Sources.Where(source => source.Standing != SourceStanding.Left).Select(source => source.Peer) : knownSources.Peers;

    /// <summary>Whether there is something to do now: somebody to ask, or a file of an earlier run to look at.</summary>
    public bool CanBegin(long nowMs) => HasUnseenFile || Peers.Any(peer => services.Book.MayTry(peer, nowMs));

    /// <summary>Goes on where it was: checks what is here, then asks sources.</summary>
    public void Begin()
    {
        if (ending.AreRunning)
        {
            Enter(DownloadState.Verifying, "Puts the file in its place.");
            return;
        }
        if (verification.IsRunning) return;
        Seeking.Wait.Begin();
        if (File is not null)
        {
            if (!Verified.IsFull && !CanBegin(services.NowMs))
            {
                Seeking.Seek();
                return;
            }
            Plan ??= knownSources.Plan(this, services.Self, services.Dice.Below(Map.Count));
            Do(plan => plan.Start(Layer is not null, Turn));
            return;
        }
        Enter(DownloadState.Verifying, "Checks what is here already.");
        opening.Start(fetches.EndedAsync());
    }

    public void Pause(PausedBy by, string reason)
    {
        Do(plan => plan.Stop(reason, Turn));
        opening.Work?.Stop();
        commits.CommitNow();
        Enter(DownloadState.Paused, reason, by);
    }

    /// <summary>Every source gets another chance.</summary>
    public void Forgive()
    {
        Do(plan => plan.Stop("Begins anew.", Turn));
        if (Plan is { } before) knownSources.Keep(before);
        Plan = null;
        Seeking.Wait.Forget();
        talk.Forget();
        knownSources.Forgive();
        foreach (var peer in knownSources.Peers) services.Book.Forgive(peer, services.NowMs);
    }

    public void Verify() => verification.Start();

    /// <summary>The finished file goes there.</summary>
    public void Move(string to) => moving.Start(to);

    /// <summary>Goes on where a kill ended a move.</summary>
    public void MoveOn()
    {
        if (State == DownloadState.Completed) moving.Leave(Row.PartPath!);
        else moving.Start(Row.PartPath!);
    }

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
            if (!HoldsPlace && !IsInLine && Peers.Contains(peer)) Seeking.Wait.Hear(peer);
        }
    }

    /// <summary>Every source so far in the order of their numbers, as it is saved.</summary>
    public string SourcesJson() => Ledger.SourcesJson(Plan?.Sources.Select(source => (source.Peer, source.BadPieces)) ?? EarlierSources);

    public bool Knows(NodeId peer) => IsActive && Peers.Contains(peer);

    public void SourceMoved(NodeId peer) => Do(plan => plan.SourceMoved(peer));

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
        if (State == DownloadState.Searching && !Seeking.Wait.IsLooking) Seeking.NobodyFound();
        if (State == DownloadState.Verifying && DiskWork?.Doing is { } doing) Enter(State, doing, States.PausedByOwner);
        talk.LeaveSilent();
        if (!alarm.TryRing()) Seeking.Refresh();
        talk.Introduce();
        commits.Tick();
    }

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
        if (State != DownloadState.Paused) Enter(DownloadState.Paused, trouble.Reason, PausedBy.Disk);
    }

    /// <summary>Ends everything that runs; the file on the disk stays.</summary>
    public async Task CloseAsync()
    {
        Do(plan => plan.Stop("Removed.", Turn));
        IsClosed = true;
        (var file, File, Plan) = (File, null, null);
        await ending.EndedAsync();
        await verification.EndAsync();
        await moving.EndAsync();
        await opening.EndAsync();
        await DisposeAsync(file);
        Disk.Prepared(isOpen: false);
    }

    /// <summary>The node stops: the last verified pieces are kept. The loop has ended.</summary>
    public async Task StopAsync(bool keeps)
    {
        IsClosed = true;
        await ending.EndedAsync();
        await fetches.EndedAsync();
        await verification.EndAsync();
        await moving.EndAsync();
        await opening.EndAsync();
        Disk.Prepared(isOpen: false);
        if (File is not { } file) return;
        File = null;
        if (keeps && commits.IsDue) await commits.KeepAsync(file);
        file.Dispose();
    }

    /// <param name="by">With Paused; with Verifying, who had paused it.</param>
    public void Enter(DownloadState state, string reason, PausedBy? by = null)
    {
        if (States.TryEnter(state, reason, by)) stateChanged(this);
    }

    /// <summary>What is on the disk was looked at.</summary>
    public void Prepared(DownloadPreparation prepared)
    {
        Disk.Prepared(isOpen: true);
        if (verification.IsRunning)
        {
            prepared.File?.Dispose();
            return;
        }
        if (prepared.IsStopped)
        {
            Verified = prepared.Verified;
            commits.Opened(prepared.Committed);
            if (State == DownloadState.Verifying) Begin();
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
        foreach (var line in Turn.Actions) actions.Perform(line);
        Seeking.Refresh();
    }

    /// <summary>Every piece is here.</summary>
    public void Finish()
    {
        Enter(DownloadState.Verifying, "Puts the file in its place.");
        var (file, layer, progress) = (File!, Layer!, commits.Progress());
        ending.Start(() => new DownloadEnding(services).FinishAsync(Row, file, layer, progress));
    }

    /// <summary>The finished file is in its place.</summary>
    public void Completed(string reason)
    {
        (var file, File, Row.PartPath) = (File, null, null);
        Enter(DownloadState.Completed, reason);
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
