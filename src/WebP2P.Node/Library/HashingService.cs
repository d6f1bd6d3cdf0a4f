using System.Globalization;
using WebP2P.Node.Control;
using WebP2P.Node.Storage;
using WebP2P.Protocols.Content;

namespace WebP2P.Node.Library;

/// <summary>The owner's hand on the hashing, remembered in <c>node.db</c>; transfers slow it down by themselves.</summary>
internal sealed class HashingService(ScanTools tools, SettingsStore settings, NodeFeed feed, NodeOptions options) : IHashing, IDisposable
{
    public const string Paused = "Hashing is paused.";
    public const string Running = "Reading new files.";

    private IDisposable? transfers;

    public HashingView View => new(tools.Pace.IsPaused, tools.Pace.LimitBytesPerSecond, tools.Pool.Workers, tools.Hasher.BytesHashed);

    /// <summary>Before the first scan. A limit that was given as an option counts over the remembered one.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        tools.Pace.IsPaused = await settings.GetAsync(SettingsStore.HashingPaused, cancellationToken) is not null;
        var remembered = long.TryParse(await settings.GetAsync(SettingsStore.HashingLimit, cancellationToken), NumberStyles.None, CultureInfo.InvariantCulture, out var limit) ? limit : 0;
        tools.Pace.LimitBytesPerSecond = options.HashLimitMib > 0 ? (long)options.HashLimitMib << 20 : remembered;
        transfers = feed.Subscribe(entry => Watch(entry.Event));
    }

    public async Task<HashingView> PauseAsync(CancellationToken cancellationToken)
    {
        await settings.SetAsync(SettingsStore.HashingPaused, "true", cancellationToken);
        tools.Pace.IsPaused = true;
        return Told(Paused);
    }

    public async Task<HashingView> ResumeAsync(CancellationToken cancellationToken)
    {
        await settings.SetAsync(SettingsStore.HashingPaused, null, cancellationToken);
        tools.Pace.IsPaused = false;
        return Told(Running);
    }

    public async Task<Outcome<HashingView>> LimitAsync(long bytesPerSecond, CancellationToken cancellationToken)
    {
        if (bytesPerSecond is < 0 or > ContentId.SizeBytesMax) return new Refusal(RefusalKind.Invalid, "invalid-limit", "A limit is a number of bytes a second from 0, which is none, to 2^43.");
        await settings.SetAsync(SettingsStore.HashingLimit, bytesPerSecond == 0 ? null : bytesPerSecond.ToString(CultureInfo.InvariantCulture), cancellationToken);
        tools.Pace.LimitBytesPerSecond = bytesPerSecond;
        return Told(tools.Pace.IsPaused ? Paused : Running);
    }

    /// <inheritdoc />
    public void Dispose() => transfers?.Dispose();

    private HashingView Told(string reason)
    {
        foreach (var share in tools.Table.List().Where(share => share.State == ShareState.Hashing))
            tools.Table.Change(share.Id, view => view.State == ShareState.Hashing ? view with { Reason = reason, Scan = view.Scan is { } scan ? scan with { BytesPerSecond = 0, FilesPerSecond = 0, EtaMs = null } : null } : view);
        var now = View;
        feed.Publish(new HashingChanged(now));
        return now;
    }

    /// <summary>Under the feed's lock: only notes the time.</summary>
    private void Watch(NodeEvent happened)
    {
        var areRunning = happened switch
        {
            UploadsChanged uploads => uploads.Totals.BytesPerSecond > 0,
            DownloadsChanged downloads => downloads.Downloads.Any(download => download.BytesPerSecond > 0),
            _ => false,
        };
        if (areRunning) tools.Pace.TransfersRun();
    }
}
