using WebP2P.Protocols.Identity;

namespace WebP2P.Protocols.Overlays.Gnutella;

/// <summary>What is known of one host.</summary>
internal sealed class HostEntry(PeerAddress address, HostOrigin origin)
{
    /// <summary>First pause after a failure, ms; it doubles with each failure that follows.</summary>
    public const long PauseFirstMs = 10_000;

    /// <summary>Longest pause, ms.</summary>
    public const long PauseMaxMs = 3_600_000;

    /// <summary>Failures in a row after which a host is forgotten, about two hours after the first; one that the owner named stays.</summary>
    public const int FailuresMax = 10;

    public PeerAddress Address => address;

    public HostOrigin Origin { get; set; } = origin;

    public NodeId? Node { get; set; }

    public long LastSeenUnixMs { get; set; }

    public int Successes { get; set; }

    /// <summary>In a row.</summary>
    public int Failures { get; set; }

    /// <summary>It is not dialled before; monotonic.</summary>
    public long NextDialMs { get; set; } = long.MinValue;

    public bool IsDialling { get; set; }

    /// <summary>Told since the last notice.</summary>
    public bool IsChanged { get; set; }

    public bool IsForgettable => Origin != HostOrigin.Configured;

    public KnownHost Known => new(address, Node, Origin, LastSeenUnixMs, Successes, Failures);

    /// <summary>Half of the pause is always waited, the other half is drawn.</summary>
    public void Failed(Turn turn)
    {
        Failures++;
        var pauseMs = Math.Min(PauseMaxMs, PauseFirstMs << Math.Min(Failures - 1, 20));
        NextDialMs = turn.NowMs + pauseMs / 2 + (long)turn.Dice.Below((ulong)(pauseMs / 2) + 1);
    }
}
