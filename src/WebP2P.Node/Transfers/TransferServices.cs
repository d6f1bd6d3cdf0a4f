using WebP2P.Node.Links;
using WebP2P.Node.Storage;
using WebP2P.Protocols.Overlays;

namespace WebP2P.Node.Transfers;

/// <summary>What every download of a node works with.</summary>
internal sealed record TransferServices(
    TransferLoop Loop,
    TransferLinks Links,
    PieceFetcher Fetcher,
    DownloadStore Store,
    ITransferLibrary Library,
    DurableFile Files,
    IPeerDirectory Directory,
    DownloadTargets Targets,
    TransferOptions Options,
    TimeProvider Time,
    Dice Dice)
{
    public DownloadTable Table { get; } = new();

    public DiskRoom Room { get; } = new(Files.Calls, Options.KeptFreeBytes);

    public required Bandwidth Bandwidth { get; init; }

    public required TransferLimits Limits { get; init; }

    public required UploadPeers UploadPeers { get; init; }

    /// <summary>Null in tests that tell nobody.</summary>
    public IProviderSigner? Signer { get; init; }

    /// <summary>Monotonic, for the machines.</summary>
    public long NowMs => Time.GetTimestamp() / (Time.TimestampFrequency / 1_000);
}
