using System.Globalization;
using WebP2P.Protocols.Identity;

namespace WebP2P.Node.Transfers;

/// <summary>How long one download has looked for sources, and when it looks again after it found nobody.</summary>
internal sealed class SourceWait(TransferServices services)
{
    private const int DoublingsMax = 20;

    private int sleeps;
    private long startedMs;
    private long dueAtMs = long.MaxValue;

    /// <summary>Somebody may still answer.</summary>
    public bool IsLooking => services.NowMs - startedMs < services.Options.SearchMs;

    public bool IsDue(long nowMs) => nowMs >= dueAtMs;

    public void Begin() => (startedMs, dueAtMs) = (services.NowMs, long.MaxValue);

    /// <summary>The next wait is short again.</summary>
    public void Forget() => sleeps = 0;

    /// <summary>Not before one of its sources may be asked, and later each time that they answered and gave nothing.</summary>
    public void Sleep(IEnumerable<NodeId> peers)
    {
        dueAtMs = NextMs(peers);
        if (dueAtMs == long.MaxValue) return;
        var spanMs = Math.Min(services.Options.RestMaxMs, (long)services.Options.RestFirstMs << Math.Min(sleeps++, DoublingsMax));
        dueAtMs = Math.Max(dueAtMs, services.NowMs + 1 + (long)services.Dice.Below((ulong)spanMs));
    }

    /// <summary>Somebody says that this source is there.</summary>
    public void Hear(NodeId peer)
    {
        if (services.Book.RetryAtMs(peer) is var retryMs && retryMs < dueAtMs) (dueAtMs, sleeps) = (retryMs, 0);
    }

    /// <summary>Why a download that asks nobody waits.</summary>
    public string Reason(IEnumerable<NodeId> peers)
    {
        var known = peers.ToList();
        var (next, nowMs) = (NextMs(known), services.NowMs);
        return next == long.MaxValue || next <= nowMs ? Unanswered(known.Count) : string.Create(CultureInfo.InvariantCulture, $"{Unanswered(known.Count)} Asked again within {(next - nowMs) / 1_000 + 1} s.");
    }

    public static string Unanswered(int known) => known switch
    {
        0 => "Nobody who is online has it now; it starts the moment somebody does.",
        1 => "Its only known source does not answer now; it goes on the moment it is back, or another one appears.",
        _ => string.Create(CultureInfo.InvariantCulture, $"None of its {known} known sources answers now; it goes on the moment one is back, or another one appears."),
    };

    private long NextMs(IEnumerable<NodeId> peers) => peers.Select(services.Book.RetryAtMs).DefaultIfEmpty(long.MaxValue).Min();
}
