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
    private readonly TransferTurn turn;
    private readonly DownloadCommits commits;
    private readonly PieceFetches fetches;
    private readonly List<(NodeId Peer, int BadPieces)> knownSources;
    private bool isPreparing;
    private bool isClosed;
    private bool isEnding;
    private Task ending = Task.CompletedTask;
    private long startedLookingMs;
    private long wakeAtMs = long.MaxValue;

    public DownloadJob(DownloadRow row, TransferServices services, Action<DownloadJob> stateChanged)
    {
        this.services = services;
        this.stateChanged = stateChanged;
        Row = row;
        Content = new ContentId(new ContentHash(new Bytes32(row.Hash)), row.Size);
        Map = new PieceMap(row.Size);
        turn = new TransferTurn(services.Dice);
        Ledger = new DownloadLedger(Map.Count);
        Ledger.Restore(row.Provenance ?? []);
        knownSources = [.. Ledger.RestoreSources(row.SourcesJson)];
        Verified = row.Bitmap is { } bytes && Bitfield.TryParse(bytes, Map.Count, out var saved) ? saved : new Bitfield(Map.Count);
        if (PieceLayer.TryProve(Content, row.Layer ?? (Map.Count == 1 ? row.Hash : []), out var layer)) Layer = layer;
        Disk = new DiskStanding(services.Options);
        commits = new DownloadCommits(this, services);
        fetches = new PieceFetches(this, services);
    }

    public DownloadRow Row { get; }

    public ContentId Content { get; }

    public PieceMap Map { get; }

    public DownloadLedger Ledger { get; }

    public Bitfield Verified { get; private set; }

    public PieceLayer? Layer { get; private set; }

    public PartFile? File { get; private set; }

    public DiskStanding Disk { get; }

    public DownloadPlan? Plan { get; private set; }

    public DownloadState State => (DownloadState)Row.State;

    /// <summary>Verified pieces in the order in which they came in this run: what others are told.</summary>
    public List<int> Arrived { get; } = [];

    /// <summary>Whether it takes one of the places of downloads that run at once.</summary>
    public bool HoldsPlace => State is DownloadState.Running or DownloadState.Searching or DownloadState.Verifying;

    public bool IsActive => HoldsPlace || State == DownloadState.Waiting;

    /// <summary>What sources are asked with once there is something to give: they may tell others of this node then.</summary>
    public Want? OwnWant { get; private set; }

    /// <summary>Goes on where it was: checks what is here, then asks sources.</summary>
    public void Begin()
    {
        if (isEnding)
        {
            _ = Enter(DownloadState.Verifying, "Puts the file in its place.");
            return;
        }
        startedLookingMs = services.NowMs;
        if (Plan is not null && File is not null)
        {
            Enter(DownloadState.Searching, "Looks for sources.");
            Do(plan => plan.Start(Layer is not null, turn));
            return;
        }
        Enter(DownloadState.Verifying, "Checks what is here already.");
        if (isPreparing) return;
        isPreparing = true;
        _ = PrepareAsync();
    }

    public Task PauseAsync(PausedBy by, string reason)
    {
        Do(plan => plan.Stop(reason, turn));
        commits.CommitNow();
        Row.PausedBy = (int)by;
        return Enter(DownloadState.Paused, reason);
    }

    public void SourcesFound(IEnumerable<NodeId> peers)
    {
        foreach (var peer in peers)
        {
            if (Plan is null) Remember(peer);
            else Do(plan => plan.SourceFound(peer, turn));
        }
    }

    public void Linked(NodeId peer) => Do(plan => plan.Linked(peer, turn));

    public void Unlinked(NodeId peer, string reason) => Do(plan => plan.Unlinked(peer, reason, turn));

    /// <returns>False when this download did not ask for the message.</returns>
    public bool Receive(NodeId from, Message message)
    {
        var isWanted = false;
        Do(plan => isWanted = plan.Receive(from, message, turn));
        return isWanted;
    }

    public void Tick()
    {
        Ledger.Sample();
        if (!IsActive) return;
        if (services.NowMs >= wakeAtMs)
        {
            wakeAtMs = long.MaxValue;
            Do(plan => plan.Elapsed(turn));
        }
        else Refresh();
        if (OwnWant is null && State == DownloadState.Running && Verified.Cardinality > 0) Introduce();
        commits.Tick();
    }

    public void Fetched(PieceOrder order, bool isCurrent, FetchResult result)
    {
        var (peer, piece, connection) = (order.Request.Peer, order.Request.Piece, order.Request.Connection);
        switch (result.Outcome)
        {
            case FetchOutcome.Right or FetchOutcome.Superfluous when isCurrent:
                Do(plan => Count(plan.PieceArrived(peer, connection, true, turn), peer, piece));
                break;
            case FetchOutcome.Right:
                Do(plan => Count(plan.PieceHere(peer, piece, turn), peer, piece));
                break;
            case FetchOutcome.Wrong when isCurrent:
                Do(plan => plan.PieceArrived(peer, connection, false, turn));
                break;
            case FetchOutcome.Failed when isCurrent:
                Do(plan => plan.PieceFailed(peer, connection, result.Failure, result.Reason, turn));
                break;
            case FetchOutcome.DiskFailed when order.File == File:
                DiskFailed(result.Trouble!);
                break;
        }
    }

    public void LayerFetched(NodeId peer, PieceLayer? layer, FetchResult result)
    {
        if (layer is null)
        {
            if (result.Outcome == FetchOutcome.Failed) Do(plan => plan.LayerFailed(peer, result.Failure, result.Reason, turn));
            return;
        }
        if (Layer is null)
        {
            Layer = layer;
            var saved = services.Store.SaveLayerAsync(Row.Id, layer.ToBytes());
            _ = services.Library.AddPartialAsync(Content, Row.Name);
            _ = LayerSavedAsync(saved, peer);
            return;
        }

        Do(plan => plan.LayerArrived(peer, turn));
    }

    /// <summary>What was written since the last commit is unknown: what is right on the disk is found when the download goes on.</summary>
    public void DiskFailed(DiskTrouble trouble)
    {
        if (isEnding || State == DownloadState.Completed) return;
        Disk.Failed(trouble, services.NowMs);
        Do(plan => plan.Stop(trouble.Reason, turn));
        Forget(trouble);
        if (State == DownloadState.Paused) return;
        Row.PausedBy = (int)PausedBy.Disk;
        _ = Enter(DownloadState.Paused, trouble.Reason);
    }

    /// <summary>Ends everything that runs; the file on the disk stays.</summary>
    public async Task CloseAsync()
    {
        Do(plan => plan.Stop("Removed.", turn));
        isClosed = true;
        var file = File;
        (File, Plan) = (null, null);
        await ending;
        await DisposeAsync(file);
        if (!isPreparing) Disk.Prepared(isOpen: false);
    }

    /// <summary>The node stops: the last verified pieces are kept. The loop has ended.</summary>
    public async Task StopAsync(bool keeps)
    {
        isClosed = true;
        await ending;
        await fetches.EndedAsync();
        if (!isPreparing) Disk.Prepared(isOpen: false);
        if (File is not { } file) return;
        File = null;
        if (keeps && commits.IsDue) await commits.KeepAsync(file);
        file.Dispose();
    }

    public Task Enter(DownloadState state, string reason)
    {
        var (before, isChange) = (State, state != State);
        (Row.State, Row.Reason) = ((int)state, reason);
        if (state != DownloadState.Paused) Row.PausedBy = null;
        if (state == DownloadState.Completed) Row.CompletedUnixMs = services.Time.GetUtcNow().ToUnixTimeMilliseconds();
        if (!isChange) return Task.CompletedTask;
        // Searching, waiting and running are one to a restart: they are not worth a commit each.
        var saved = before is DownloadState.Searching or DownloadState.Waiting or DownloadState.Running && IsActive ? Task.CompletedTask : services.Store.SaveAsync(Row);
        stateChanged(this);
        return saved;
    }

    /// <summary>Heard of while there is no plan: what finds sources may say the same again and again.</summary>
    private void Remember(NodeId peer)
    {
        if (knownSources.Count < SourceTable.SourcesMax && !knownSources.Exists(known => known.Peer == peer)) knownSources.Add((peer, 0));
    }

    private void Introduce()
    {
        OwnWant = new Want(Content, services.Signer?.Sign(Content, complete: false), services.Directory.Own);
        Do(plan => plan.Introduce(OwnWant, turn));
    }

    /// <summary>Pieces are asked for once the layer is safe: without it a restart could not tell which written bytes are right.</summary>
    private async Task LayerSavedAsync(Task saved, NodeId peer)
    {
        await Task.WhenAny(saved);
        await services.Loop.PostAsync(() => Do(plan => plan.LayerArrived(peer, turn)));
    }

    private async Task PrepareAsync()
    {
        try
        {
            // Nothing may be written any more to what is looked at.
            await fetches.EndedAsync();
            var (row, layer, verified) = (Row, Layer, Verified.Copy());
            var prepared = await Task.Run(() => DownloadPreparation.PrepareAsync(row, layer, verified, Disk, services));
            await services.Loop.PostAsync(() => Prepared(prepared));
        }
        catch (Exception error) when (DiskTrouble.From(error) is { } trouble)
        {
            await services.Loop.PostAsync(() =>
            {
                isPreparing = false;
                Disk.Prepared(isOpen: false);
                DiskFailed(trouble);
            });
        }
    }

    private void Prepared(DownloadPreparation prepared)
    {
        isPreparing = false;
        Disk.Prepared(isOpen: true);
        if (isClosed)
        {
            prepared.File?.Dispose();
            return;
        }
        if (prepared.IsFinished)
        {
            Verified.SetAll();
            End(() => services.Library.AddCompletedAsync(Layer!, Row.Path));
            return;
        }
        File = prepared.File;
        Verified = prepared.Verified;
        Row.PartPath = prepared.File!.Path;
        Plan = new DownloadPlan(Content, Verified, services.Dice.Below(Map.Count), Row.Mode == (int)DownloadMode.Single ? knownSources[0].Peer : null);
        foreach (var (peer, bad) in knownSources) Plan.SourceKnown(peer, bad);
        OwnWant = null;
        commits.Opened(prepared.Committed);
        if (Layer is not null) _ = services.Library.AddPartialAsync(Content, Row.Name);
        if (State == DownloadState.Verifying) Begin();
    }

    private void Do(Action<DownloadPlan> door)
    {
        if (Plan is not { } plan) return;
        turn.Begin(services.NowMs);
        door(plan);
        foreach (var line in turn.Actions) Perform(line);
        Refresh();
    }

    private void Perform(in TransferAction line)
    {
        var peer = line.Peer;
        switch (line.Kind)
        {
            case TransferActionKind.Hold:
                if (services.Links.Hold(peer, this)) _ = services.Loop.PostAsync(() => Linked(peer));
                break;
            case TransferActionKind.Release: services.Links.Release(peer, this, (string)line.Payload!); break;
            case TransferActionKind.Send: services.Links.Send(peer, (Message)line.Payload!); break;
            case TransferActionKind.FetchLayer: fetches.StartLayer(peer, line.Ticket); break;
            case TransferActionKind.Fetch: fetches.Start(new PieceOrder(line.Request, line.Ticket, Layer!, File!), Plan!.Sources); break;
            case TransferActionKind.Abandon: fetches.Abandon(line.Request); break;
            case TransferActionKind.Wake: wakeAtMs = services.NowMs + line.DelayMs; break;
            case TransferActionKind.Note when line.Payload is AllPiecesVerified: Finish(); break;
        }
    }

    private void Count(bool counts, NodeId peer, int piece)
    {
        if (!counts) return;
        Ledger.Gave(Plan!.Sources.First(source => source.Peer == peer).Number, piece, Map.Length(piece));
        Arrived.Add(piece);
        commits.Count(Map.Length(piece));
    }

    private void Refresh()
    {
        if (Plan is not { IsRunning: true } plan || !IsActive) return;
        var (state, reason) = DownloadStanding.Of(plan, (DownloadMode)Row.Mode, services.NowMs - startedLookingMs < services.Options.SearchMs);
        _ = Enter(state, commits.RunningMs > services.Options.SlowDiskMs ? $"The disk is slow: it has been writing for {commits.RunningMs / 1_000} s." : reason);
        if (state == DownloadState.Failed) Do(running => running.Stop(reason, turn));
    }

    private void Finish()
    {
        _ = Enter(DownloadState.Verifying, "Puts the file in its place.");
        var (file, layer, progress) = (File!, Layer!, commits.Progress());
        End(() => new DownloadEnding(services).FinishAsync(Row, file, layer, progress));
    }

    private void End(Func<Task> end)
    {
        isEnding = true;
        ending = CompleteAsync(end);
    }

    private async Task CompleteAsync(Func<Task> end)
    {
        try
        {
            await Task.Run(end);
            await services.Loop.PostAsync(Completed);
        }
        catch (Exception error) when (DiskTrouble.From(error) is { } trouble)
        {
            await services.Loop.PostAsync(() =>
            {
                isEnding = false;
                DiskFailed(trouble);
            });
        }
    }

    private void Completed()
    {
        var file = File;
        File = null;
        isEnding = false;
        Row.PartPath = null;
        _ = Enter(DownloadState.Completed, "Complete and verified.");
        _ = DisposeAsync(file);
    }

    private void Forget(DiskTrouble trouble)
    {
        var file = File;
        (File, Verified) = (null, commits.Committed.Copy());
        if (Plan is not null)
        {
            knownSources.Clear();
            knownSources.AddRange(Plan.Sources.Select(source => (source.Peer, source.BadPieces)));
        }
        Plan = null;
        if (file is not null && trouble.Kind is DiskTroubleKind.Gone or DiskTroubleKind.Changed) Disk.Keep(file);
        else _ = DisposeAsync(file);
    }

    private async Task DisposeAsync(PartFile? file)
    {
        await fetches.EndedAsync();
        file?.Dispose();
    }
}
