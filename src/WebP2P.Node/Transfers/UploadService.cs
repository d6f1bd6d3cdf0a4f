using WebP2P.Node.Control;
using WebP2P.Protocols.Content;
using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Overlays;
using WebP2P.Protocols.Transfers;

namespace WebP2P.Node.Transfers;

/// <summary>What others copy from this node. Methods without a word on threads are called on the transfer loop.</summary>
internal sealed class UploadService(TransferServices services, DownloadTable downloads, NodeFeed feed) : IUploads
{
    private const int FinishedMax = 200;

    private readonly UploadQueue queue = new(services.Limits.SlotsNow);
    private readonly PieceNews news = new(services);
    private readonly TransferTurn turn = new(services.Dice);
    private readonly Dictionary<(NodeId Peer, ContentId Content), UploadRecord> records = [];
    private readonly SpeedMeter all = new();
    private long wakeAtMs = long.MaxValue;
    private volatile UploadsChanged shown = new([], new UploadTotals(services.Limits.SlotsNow, 0, 0, 0, 0));

    /// <summary>Any thread.</summary>
    public UploadTotals Totals => shown.Totals;

    /// <summary>Any thread.</summary>
    public IReadOnlyList<UploadView> List() => shown.Uploads;

    /// <summary>Any thread.</summary>
    public UploadView? Find(Guid id) => List().FirstOrDefault(view => view.Id == id);

    /// <summary>Any thread.</summary>
    public bool Remove(Guid id)
    {
        if (Find(id) is not { State: not UploadState.Finished } view) return false;
        return services.Loop.TryPost(() => End(view.NodeId, new ContentId(view.Hash, view.Size)));
    }

    /// <summary>Before the first peer asks: follows what the owner allows.</summary>
    public void Follow()
    {
        services.Limits.Changed += () => _ = services.Loop.PostAsync(() => Do(() => queue.Allow(services.Limits.SlotsNow, turn)));
        services.UploadPeers.Changed += (peer, isShutOut) => _ = services.Loop.PostAsync(() => Admit(peer, isShutOut));
    }

    /// <summary>Any thread: bytes are on their way to the peer.</summary>
    public void Sent(UploadRecord record, int bytes)
    {
        record.Speed.Add(bytes);
        all.Add(bytes);
        services.UploadPeers.Sent(record.Peer, bytes);
    }

    /// <summary>Any thread, and not the loop: looks in the library first.</summary>
    public async Task WantedAsync(NodeId from, Want want)
    {
        var whole = await services.Library.FindAsync(want.Content, services.Loop.Stopping);
        await services.Loop.PostAsync(() => Wanted(from, want, whole));
    }

    public void Unwanted(NodeId from, ContentId content) => Do(() => queue.Unwant(from, content, turn));

    public void Linked(NodeId peer) => Do(() => queue.Linked(peer, turn));

    public void Unlinked(NodeId peer) => Do(() => queue.Unlinked(peer, turn));

    /// <param name="last">Last byte that is asked for, or -1 for the layer.</param>
    public UploadLease Lease(NodeId peer, ContentId content, UInt128 ticket, long first, long last)
    {
        if (!queue.May(peer, content, ticket, services.NowMs) || !records.TryGetValue((peer, content), out var record))
            return new UploadLease(LeaseRefusal.NoSlot) { RetryAfterMs = queue.EstimateMs(peer) };
        if (downloads.Serving(content) is not { } job) return new UploadLease(LeaseRefusal.None, record);
        if (last < 0) return new UploadLease(LeaseRefusal.None, record, job, job.Layer!.ToBytes());
        for (var piece = (int)(first / job.Map.PieceBytes); piece <= last / job.Map.PieceBytes; piece++)
        {
            if (!job.Verified[piece]) return new UploadLease(LeaseRefusal.NoSuchRange);
        }
        return new UploadLease(LeaseRefusal.None, record, job);
    }

    /// <summary>Every 250 ms.</summary>
    public void Tick()
    {
        if (services.NowMs >= wakeAtMs)
        {
            wakeAtMs = long.MaxValue;
            Do(() => queue.Elapsed(turn));
        }
        all.Sample();
        foreach (var record in records.Values)
        {
            record.Speed.Sample();
            if (Volatile.Read(ref record.Requests) > 0) queue.Used(record.Peer, services.NowMs);
        }
        Show();
    }

    /// <summary>Several times a second: peers that copy what this node is still copying hear of new pieces.</summary>
    public void TellMore()
    {
        foreach (var wish in queue.Wishes)
        {
            if (records.TryGetValue((wish.Peer, wish.Content), out var record)) news.Tell(wish.Peer, wish.Content, record);
        }
    }

    private void End(NodeId peer, ContentId content)
    {
        if (records.TryGetValue((peer, content), out var record)) record.IsCut = true;
        Do(() => queue.End(peer, content, turn));
    }

    private void Admit(NodeId peer, bool isShutOut)
    {
        if (!isShutOut)
        {
            queue.LetIn(peer);
            return;
        }
        foreach (var record in records.Values.Where(record => record.Peer == peer)) record.IsCut = true;
        Do(() => queue.TryShutOut(peer, turn));
    }

    private void Wanted(NodeId from, Want want, LibraryContent? whole)
    {
        if (queue.Refusal(from, want.Content, services.NowMs) is { } refusal)
        {
            services.Links.Send(from, new WantRefused(want.Content, refusal));
            return;
        }
        if (want.Peer is { } record && record.Signer == from) services.Directory.Learn(record);
        var job = whole is null ? downloads.Serving(want.Content) : null;
        if (whole is null && job is null)
        {
            services.Links.Send(from, new WantRefused(want.Content, "This node does not have it."));
            return;
        }
        Remember(from, want, whole?.Name ?? job!.Row.Name, job);
        services.Links.Send(from, new Have(want.Content, Pieces(want.Content, job)));
        Do(() => queue.Want(from, want.Content, turn));
        TellOthers(from, want.Content);
        if (want.Provider is { } provider && IsOf(provider, from, want.Content)) downloads.SourcesFound(want.Content, [from]);
    }

    private void Remember(NodeId from, Want want, string name, DownloadJob? job)
    {
        if (!records.TryGetValue((from, want.Content), out var record))
        {
            if (records.Count >= UploadQueue.PeersMax) ForgetFinished();
            records.Add((from, want.Content), record = new UploadRecord(from, want.Content, name, services.Time.GetUtcNow()));
        }
        (record.Partial, record.Told, record.Wanted, record.IsCut) = (job, job?.Arrived.Count ?? 0, want, false);
    }

    private void ForgetFinished()
    {
        var wished = queue.Wishes.Select(wish => (wish.Peer, wish.Content)).ToHashSet();
        foreach (var key in records.Keys.Where(key => !wished.Contains(key)).Take(Math.Max(1, records.Count - FinishedMax)).ToList()) records.Remove(key);
    }

    private static byte[] Pieces(ContentId content, DownloadJob? job)
    {
        if (job is not null) return job.Verified.ToBytes();
        var whole = new Bitfield(new PieceMap(content.SizeBytes).Count);
        whole.SetAll();
        return whole.ToBytes();
    }

    /// <summary>Others that said here that they have part of it, as they signed it.</summary>
    private void TellOthers(NodeId to, ContentId content)
    {
        var nowUnixMs = services.Time.GetUtcNow().ToUnixTimeMilliseconds();
        var others = records.Values
            .Where(record => record.Content == content && record.Peer != to && record.Wanted?.Provider is { } provider && IsOf(provider, record.Peer, content) && provider.ExpiresUnixMs > nowUnixMs)
            .Take(TransferSources.ProvidersMax)
            .ToList();
        if (others.Count == 0) return;
        var peers = others.Select(record => services.Directory.Find(record.Peer)).OfType<Signed<PeerRecord>>().ToList();
        services.Links.Send(to, new TransferSources(content, [.. others.Select(record => record.Wanted!.Provider!)], peers));
    }

    /// <summary>What says nothing of this node and this content is not handed on.</summary>
    private static bool IsOf(Signed<ProviderRecord> provider, NodeId peer, ContentId content) => provider.Signer == peer && provider.Value.Content == content;

    private void Do(Action door)
    {
        turn.Begin(services.NowMs);
        door();
        // Whoever hears of it may look at once: it is shown first.
        Show();
        foreach (var line in turn.Actions)
        {
            if (line.Kind == TransferActionKind.Wake) wakeAtMs = services.NowMs + line.DelayMs;
            else if (line.Kind == TransferActionKind.Send) services.Links.Send(line.Peer, (Message)line.Payload!);
        }
    }

    private void Show()
    {
        var wishes = queue.Wishes.ToDictionary(wish => (wish.Peer, wish.Content));
        List<UploadView> now = [.. records.Values.Select(record => record.View(wishes.GetValueOrDefault((record.Peer, record.Content)), services.Directory.NameOf(record.Peer)))];
        var totals = new UploadTotals(queue.Slots, queue.SlotsUsed, queue.Waiting, all.Total, all.BytesPerSecond);
        if (totals == Totals && now.SequenceEqual(List())) return;
        shown = new UploadsChanged(now, totals);
        feed.Publish(shown);
    }
}
