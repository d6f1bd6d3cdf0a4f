using WebP2P.Node.Control;

namespace WebP2P.Node.Transfers;

/// <summary>What the owner decided about one download, as it is written before it counts.</summary>
internal sealed record OwnersChoice(DownloadState State, string Reason, PausedBy? By = null)
{
    /// <summary>Where the finished file goes.</summary>
    public string? MovesTo { get; init; }

    /// <summary>Null: as it is.</summary>
    public DownloadPriority? Priority { get; init; }

    /// <summary>Null: as it is.</summary>
    public DownloadOrder? Order { get; init; }
}
