using WebP2P.Node.Control;

namespace WebP2P.Node.Transfers;

/// <summary>What a wish of the owner means for one download as it stands now.</summary>
/// <param name="Choice">To be written; null with a refusal, or when nothing changes.</param>
/// <param name="Count">Makes it count, once it is written.</param>
internal sealed record DownloadDecision(Refusal? Refusal, OwnersChoice? Choice, Action Count)
{
    /// <summary>It is so already, or does not apply.</summary>
    public static DownloadDecision Nothing { get; } = new(null, null, () => { });

    public static DownloadDecision Not(Refusal refusal) => new(refusal, null, () => { });

    public static DownloadDecision To(OwnersChoice choice, Action count) => new(null, choice, count);
}
