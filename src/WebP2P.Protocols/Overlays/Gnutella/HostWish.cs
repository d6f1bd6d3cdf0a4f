namespace WebP2P.Protocols.Overlays.Gnutella;

/// <summary>When others (the index server) are asked for hosts: while neighbours are missing and nobody is left to dial, less and less often.</summary>
internal sealed class HostWish
{
    /// <summary>First time between two questions, ms.</summary>
    public const long FirstMs = 5_000;

    /// <summary>Longest, ms.</summary>
    public const long LongestMs = 300_000;

    private readonly GrowingPause pause = new(FirstMs, LongestMs);
    private long askedMs = long.MinValue / 2;
    private long pauseMs;

    /// <summary>Asks when it is time to, and says when it will be again.</summary>
    public long Ask(Turn turn)
    {
        if (turn.NowMs >= askedMs + pauseMs)
        {
            (askedMs, pauseMs) = (turn.NowMs, pause.NextMs(turn.Dice));
            turn.Note(new HostsWanted());
        }
        return askedMs + pauseMs;
    }

    /// <summary>There are neighbours enough: when one is lost, it is asked soon again.</summary>
    public void Rest()
    {
        pause.Reset();
        pauseMs = Math.Min(pauseMs, FirstMs);
    }
}
