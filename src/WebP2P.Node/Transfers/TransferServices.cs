using WebP2P.Node.Links;
using WebP2P.Node.Storage;
using WebP2P.Protocols.Identity;
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

    public required SourceMemory Memory { get; init; }

    public required DropCounters Drops { get; init; }

    public required NodeId Self { get; init; }

    public SourceBook Book { get; } = new(Options, Dice);

    /// <summary>Null in tests that tell nobody.</summary>
    public IProviderSigner? Signer { get; init; }

    /// <summary>Monotonic, for the machines.</summary>
    public long NowMs => Time.GetTimestamp() / (Time.TimestampFrequency / 1_000);

    /// <summary>A node that just failed is not dialled again for every download that knows it; the job hears <c>Linked</c> or <c>Unlinked</c>.</summary>
    public void Hold(NodeId peer, DownloadJob job)
    {
        if (!Links.IsLinked(peer) && !Links.IsDialling(peer))
        {
            if (!Book.MayTry(peer, NowMs))
            {
                _ = Loop.PostAsync(() => job.Unlinked(peer, Book.Find(peer)?.Reason ?? "It did not answer lately."));
                return;
            }
            Book.Trying(peer, NowMs);
        }
        if (Links.Hold(peer, job)) _ = Loop.PostAsync(() => job.Linked(peer));
    }
}
