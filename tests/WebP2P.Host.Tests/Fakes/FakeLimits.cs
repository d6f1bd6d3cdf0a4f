using WebP2P.Node.Control;

namespace WebP2P.Host.Tests.Fakes;

internal sealed class FakeLimits(NodeFeed feed) : ITransferLimits
{
    public TransferLimitsView View { get; private set; } = new(0, 0, 0, 8);

    public Task<Outcome<TransferLimitsView>> SetAsync(TransferLimitsChange change, CancellationToken cancellationToken)
    {
        if (change.DownloadBytesPerSecond is > 0 and < ITransferLimits.BytesPerSecondMin)
            return Task.FromResult<Outcome<TransferLimitsView>>(new Refusal(RefusalKind.Invalid, "invalid-limit", "A limit of speed is 0, which is none, or from 32 KiB."));
        View = new TransferLimitsView(
            change.UploadBytesPerSecond ?? View.UploadBytesPerSecond,
            change.DownloadBytesPerSecond ?? View.DownloadBytesPerSecond,
            change.TotalBytesPerSecond ?? View.TotalBytesPerSecond,
            change.UploadSlots ?? View.UploadSlots);
        feed.Publish(new TransferLimitsChanged(View));
        return Task.FromResult<Outcome<TransferLimitsView>>(View);
    }
}
