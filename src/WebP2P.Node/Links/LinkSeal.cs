using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Overlays;

namespace WebP2P.Node.Links;

/// <summary>The seal as one link uses it: a peer that sends many new records spends its own budget, not that of all.</summary>
internal sealed class LinkSeal(EcdsaSeal seal, DropCounters drops, LinkOptions options) : IRecordSeal
{
    private const int BurstSeconds = 10;

    private long lastMs = Environment.TickCount64;
    private double tokens = BurstSeconds * options.SignatureChecksPerSecondPerLink;

    /// <summary>One caller at a time: the link's reader.</summary>
    public bool TryOpen<T>(ReadOnlyMemory<byte> envelope, out Signed<T>? signed)
        where T : Record
    {
        if (seal.TryKnown(envelope, out signed)) return true;
        if (TryTake(Environment.TickCount64)) return seal.TryOpen(envelope, out signed);
        drops.Count(DropReason.RateExceeded);
        return false;
    }

    private bool TryTake(long nowMs)
    {
        var earned = (nowMs - lastMs) / 1000.0 * options.SignatureChecksPerSecondPerLink;
        tokens = Math.Min(tokens + earned, BurstSeconds * options.SignatureChecksPerSecondPerLink);
        lastMs = nowMs;
        if (tokens < 1) return false;
        tokens--;
        return true;
    }
}
