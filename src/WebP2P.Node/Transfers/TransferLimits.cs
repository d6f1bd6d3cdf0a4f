using System.Globalization;
using WebP2P.Node.Control;
using WebP2P.Node.Storage;

namespace WebP2P.Node.Transfers;

/// <summary>The owner's limits of speed and slots, remembered in <c>node.db</c>; options count over what is remembered.</summary>
internal sealed class TransferLimits(Bandwidth bandwidth, SettingsStore settings, NodeFeed feed, NodeOptions options) : ITransferLimits
{
    /// <summary>Fewer bytes a second a slot, and peers would give up before a piece is through.</summary>
    private const long SlotBytesPerSecond = 64 << 10;

    private const int UploadSlotsUsual = 8;

    private volatile TransferLimitsView view = new(0, 0, 0, UploadSlotsUsual);

    /// <summary>After each change, on the thread that changes.</summary>
    public event Action? Changed;

    public TransferLimitsView View => view;

    /// <summary>Slots that may be in use now.</summary>
    public int SlotsNow
    {
        get
        {
            var now = view;
            var slowest = Slowest(now.UploadBytesPerSecond, now.TotalBytesPerSecond);
            return slowest == 0 ? now.UploadSlots : (int)Math.Clamp(slowest / SlotBytesPerSecond, 1, now.UploadSlots);
        }
    }

    /// <summary>Before the first transfer.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var slots = options.UploadSlots > 0 ? options.UploadSlots : await RememberedAsync(SettingsStore.UploadSlots, cancellationToken);
        Apply(new TransferLimitsView(
            Chosen(options.UploadLimitKib, await RememberedAsync(SettingsStore.UploadLimit, cancellationToken)),
            Chosen(options.DownloadLimitKib, await RememberedAsync(SettingsStore.DownloadLimit, cancellationToken)),
            Chosen(options.TotalLimitKib, await RememberedAsync(SettingsStore.TotalLimit, cancellationToken)),
            slots is < 1 or > ITransferLimits.SlotsMax ? UploadSlotsUsual : (int)slots));
    }

    public async Task<Outcome<TransferLimitsView>> SetAsync(TransferLimitsChange change, CancellationToken cancellationToken)
    {
        long?[] speeds = [change.UploadBytesPerSecond, change.DownloadBytesPerSecond, change.TotalBytesPerSecond];
        if (speeds.Any(speed => speed is < 0 or (> 0 and < ITransferLimits.BytesPerSecondMin) or > Protocols.Content.ContentId.SizeBytesMax))
            return new Refusal(RefusalKind.Invalid, "invalid-limit", "A limit of speed is 0, which is none, or from 32 KiB (32768) to 2^43 bytes a second. Nothing was changed.");
        if (change.UploadSlots is < 1 or > ITransferLimits.SlotsMax)
            return new Refusal(RefusalKind.Invalid, "invalid-slots", "Slots are a number from 1 to 100. Nothing was changed.");
        await RememberAsync(SettingsStore.UploadLimit, change.UploadBytesPerSecond, cancellationToken);
        await RememberAsync(SettingsStore.DownloadLimit, change.DownloadBytesPerSecond, cancellationToken);
        await RememberAsync(SettingsStore.TotalLimit, change.TotalBytesPerSecond, cancellationToken);
        await RememberAsync(SettingsStore.UploadSlots, change.UploadSlots, cancellationToken);
        var before = view;
        Apply(new TransferLimitsView(
            change.UploadBytesPerSecond ?? before.UploadBytesPerSecond,
            change.DownloadBytesPerSecond ?? before.DownloadBytesPerSecond,
            change.TotalBytesPerSecond ?? before.TotalBytesPerSecond,
            change.UploadSlots ?? before.UploadSlots));
        feed.Publish(new TransferLimitsChanged(view));
        return view;
    }

    private void Apply(TransferLimitsView now)
    {
        view = now;
        bandwidth.Set(now.UploadBytesPerSecond, now.DownloadBytesPerSecond, now.TotalBytesPerSecond);
        Changed?.Invoke();
    }

    private static long Slowest(long one, long other) => one == 0 ? other : other == 0 ? one : Math.Min(one, other);

    private static long Chosen(int optionKib, long remembered) => optionKib > 0 ? (long)optionKib << 10 : remembered;

    private async Task<long> RememberedAsync(string key, CancellationToken cancellationToken) =>
        long.TryParse(await settings.GetAsync(key, cancellationToken), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    private Task RememberAsync(string key, long? number, CancellationToken cancellationToken) => number is { } given
        ? settings.SetAsync(key, given == 0 ? null : given.ToString(CultureInfo.InvariantCulture), cancellationToken)
        : Task.CompletedTask;
}
