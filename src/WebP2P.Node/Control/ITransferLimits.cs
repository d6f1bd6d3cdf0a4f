namespace WebP2P.Node.Control;

/// <summary>How fast bytes may go to and come from peers, and to how many at once.</summary>
public interface ITransferLimits
{
    /// <summary>Any lower, a piece would take longer than a peer waits for it.</summary>
    const long BytesPerSecondMin = 32 << 10;

    const int SlotsMax = 100;

    TransferLimitsView View { get; }

    /// <summary>Counts at once and is remembered over a restart. What is null stays as it is. Invalid: out of range.</summary>
    Task<Outcome<TransferLimitsView>> SetAsync(TransferLimitsChange change, CancellationToken cancellationToken);
}

/// <param name="UploadBytesPerSecond">0: as fast as it goes; so for the others.</param>
/// <param name="TotalBytesPerSecond">Both directions together.</param>
/// <param name="UploadSlots">Peers served at the same time; a low limit of speed leaves fewer in use.</param>
public sealed record TransferLimitsView(long UploadBytesPerSecond, long DownloadBytesPerSecond, long TotalBytesPerSecond, int UploadSlots);

public sealed record TransferLimitsChange(long? UploadBytesPerSecond = null, long? DownloadBytesPerSecond = null, long? TotalBytesPerSecond = null, int? UploadSlots = null);
