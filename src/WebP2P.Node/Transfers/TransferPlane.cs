using Microsoft.AspNetCore.Routing;
using WebP2P.Node.Control;
using WebP2P.Node.Links;
using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Links;
using WebP2P.Protocols.Overlays;
using WebP2P.Protocols.Transfers;

namespace WebP2P.Node.Transfers;

/// <summary>Downloads and uploads of one node: attaches to its links and endpoints, starts and stops them.</summary>
internal sealed class TransferPlane : ILinkUser, IPeerEndpoints, IAsyncDisposable
{
    /// <summary>How often the loop looks at everything.</summary>
    public const int TickMs = 250;

    private static readonly TimeSpan TickInterval = TimeSpan.FromMilliseconds(TickMs);
    private static readonly TimeSpan TellInterval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan TotalsInterval = TimeSpan.FromSeconds(5);

    private readonly TransferServices services;
    private readonly DownloadTable table;
    private readonly DownloadService downloads;
    private readonly UploadService uploads;
    private readonly ContentEndpoints endpoints;
    private readonly SourceHunt hunt;

    public TransferPlane(TransferServices services, NodeOptions options, NodeFeed feed, IEnumerable<ISourceFinder> finders, ISearchedSources? searches)
    {
        this.services = services;
        hunt = new SourceHunt([.. finders], services);
        table = services.Table;
        var queue = new DownloadQueue(services, Hours(options), options.DownloadsAtOnce);
        downloads = new DownloadService(services, new DownloadDesk(services, searches), feed, queue, hunt);
        uploads = new UploadService(services, table, feed);
        endpoints = new ContentEndpoints(services, uploads);
        services.Links.User = this;
    }

    public IDownloads Downloads => downloads;

    public IUploads Uploads => uploads;

    /// <summary>Bytes that arrived since the start.</summary>
    public long BytesArrived => downloads.BytesArrived;

    public string Name => "transfer";

    /// <summary>After the links are attached; what ran before goes on by itself.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        uploads.Follow();
        await services.UploadPeers.LoadAsync(cancellationToken);
        await services.Limits.StartAsync(cancellationToken);
        await services.Memory.LoadAsync(services.Book, services.NowMs, services.Options.RestMaxMs, cancellationToken);
        services.Memory.Follow(peer => services.Loop.TryPost(() => Moved(peer)));
        var rows = await services.Store.LoadAsync(cancellationToken);
        hunt.Start();
        services.Directory.Moved += SourceMoved;
        services.Loop.Start();
        // Nobody sees an empty list for a moment.
        _ = await services.Loop.AskAsync(() => downloads.Restore(rows), cancellationToken);
        services.Loop.Every(TickInterval, services.Time, Tick);
        services.Loop.Every(TellInterval, services.Time, uploads.TellMore);
        services.Loop.Every(TimeSpan.FromMilliseconds(services.Options.DiskRetryMs), services.Time, new DiskWatch(services, downloads.DiskHealed).Look);
        services.Loop.Every(TotalsInterval, services.Time, KeepTotals);
    }

    public void Map(IEndpointRouteBuilder routes) => endpoints.Map(routes);

    public bool Reads(MessageType type) => type is >= MessageType.Want and <= MessageType.WantRefused;

    public void Linked(NodeId peer, Hello hello) => _ = services.Loop.PostAsync(() =>
    {
        uploads.Linked(peer);
        services.Book.Answered(peer, services.NowMs);
        foreach (var job in services.Links.Linked(peer)) job.Linked(peer);
        table.SourceIsBack(peer);
    });

    public void Unlinked(NodeId peer, string reason) => _ = services.Loop.PostAsync(() =>
    {
        uploads.Unlinked(peer);
        foreach (var job in services.Links.Unlinked(peer)) job.Unlinked(peer, reason);
    });

    public void DialFailed(PeerAddress? address, NodeId? peer, string reason)
    {
        if (peer is { } failed) _ = services.Loop.PostAsync(() => Failed(failed, reason));
    }

    public void Received(NodeId peer, in Header header, Message message) => services.Loop.TryPost(() => Receive(peer, message));

    /// <summary>Everything stops, and what is verified is committed. Before the database goes.</summary>
    public async Task StopAsync()
    {
        await services.Loop.DisposeAsync();
        foreach (var job in table.All.ToList()) await job.StopAsync(keeps: true);
        await services.Store.DrainAsync();
        await services.UploadPeers.FlushAsync();
        await services.Memory.KeepAsync(services.Book.TakeChanged(), services.NowMs);
    }

    /// <summary>Without a stop before, a restart looks at the disk for what was not committed.</summary>
    public async ValueTask DisposeAsync()
    {
        await services.Loop.DisposeAsync();
        foreach (var job in table.All.ToList()) await job.StopAsync(keeps: false);
        await services.Store.DrainAsync();
    }

    private void KeepTotals()
    {
        _ = services.UploadPeers.FlushAsync();
        _ = services.Memory.KeepAsync(services.Book.TakeChanged(), services.NowMs);
    }

    /// <summary>A newer record of the node is known: whoever needs it tries there.</summary>
    private void Moved(NodeId peer)
    {
        services.Book.Moved(peer, services.NowMs);
        table.SourceIsBack(peer);
    }

    private static DownloadHours Hours(NodeOptions options) => DownloadHours.TryParse(options.DownloadHours, out var hours)
        ? hours
        : throw new ArgumentException($"Hours of downloads are HH:MM-HH:MM, not '{options.DownloadHours}'.");

    /// <summary>Nobody answered where the node was: whoever needs it now asks where it is.</summary>
    private void Failed(NodeId peer, string reason)
    {
        services.Book.Failed(peer, reason, services.NowMs);
        uploads.Unlinked(peer);
        var jobs = services.Links.DialFailed(peer);
        if (jobs.Any(job => job.HoldsPlace || job.IsInLine)) hunt.Locate(peer);
        foreach (var job in jobs) job.Unlinked(peer, reason);
    }

    /// <summary>Where this node itself is elsewhere, the way to every source is another one.</summary>
    private void SourceMoved(PeerMove move)
    {
        var isOwn = move.Peer == services.Self;
        if (isOwn && (move.Before.Addresses.Count == 0 || move.Before.Addresses.SequenceEqual(move.Now.Addresses))) return;
        services.Loop.TryPost(() =>
        {
            foreach (var peer in isOwn ? table.Sources : new HashSet<NodeId> { move.Peer })
            {
                services.Book.Moved(peer, services.NowMs);
                table.SourceMoved(peer);
            }
        });
    }

    private void Tick()
    {
        downloads.Tick();
        uploads.Tick();
    }

    private void Receive(NodeId from, Message message)
    {
        switch (message)
        {
            case Want want: _ = uploads.WantedAsync(from, want); break;
            case Unwant unwant: uploads.Unwanted(from, unwant.Content); break;
            default: Deliver(from, message); break;
        }
    }

    private void Deliver(NodeId from, Message message)
    {
        var isWanted = false;
        foreach (var job in table.All.ToList())
        {
            if (TransferMessageContent.Of(message) == job.Content) isWanted |= job.Receive(from, message);
        }
        if (!isWanted) services.Drops.Count(DropReason.Unsolicited);
    }
}
