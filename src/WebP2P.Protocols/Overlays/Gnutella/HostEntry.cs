using WebP2P.Protocols.Identity;

namespace WebP2P.Protocols.Overlays.Gnutella;

/// <summary>What is known of one host.</summary>
internal sealed class HostEntry(PeerAddress address, HostOrigin origin)
{
    /// <summary>Failures in a row after which a host is forgotten, hours after the first; one that the owner named stays.</summary>
    public const int FailuresMax = 8;

    /// <summary>First pause after a failure, ms; it doubles with each failure that follows.</summary>
    public const long PauseFirstMs = 10_000;

    /// <summary>The same for an address that others told and that was never met: nobody is to be made to knock at a stranger's door.</summary>
    public const long ToldPauseFirstMs = 600_000;

    /// <summary>Longest pause, ms.</summary>
    public const long PauseMaxMs = 3_600_000;

    /// <summary>The same for a host that the owner named or that announces itself on the local network, ms: it is waited for.</summary>
    public const long NearPauseMaxMs = 60_000;

    /// <summary>First pause of these, ms.</summary>
    public const long NearPauseFirstMs = 2_000;

    /// <summary>A host that has enough neighbours is not asked again before, ms.</summary>
    public const long FullPauseMs = 120_000;

    public PeerAddress Address => address;

    public HostOrigin Origin { get; set; } = origin;

    public NodeId? Node { get; set; }

    public long LastSeenUnixMs { get; set; }

    public int Successes { get; set; }

    /// <summary>In a row.</summary>
    public int Failures { get; set; }

    /// <summary>It is not dialled before; monotonic.</summary>
    public long NextDialMs { get; private set; } = long.MinValue;

    public bool IsDialling { get; set; }

    /// <summary>To be told with the next notice.</summary>
    public bool IsChanged { get; set; }

    public bool IsForgettable => Origin != HostOrigin.Configured;

    public KnownHost Known => new(address, Node, Origin, LastSeenUnixMs, Successes, Failures);

    private bool IsNear => Origin is HostOrigin.Configured or HostOrigin.Local;

    private long FirstMs => IsNear ? NearPauseFirstMs : Origin == HostOrigin.Pong && Successes == 0 ? ToldPauseFirstMs : PauseFirstMs;

    public void Met(NodeId node, Turn turn)
    {
        Node = node;
        Successes++;
        Failures = 0;
        LastSeenUnixMs = turn.WallUnixMs;
        Wait(NearPauseFirstMs, turn);
    }

    public void Failed(Turn turn)
    {
        Failures++;
        Wait(Math.Min(IsNear ? NearPauseMaxMs : PauseMaxMs, FirstMs << Math.Min(Failures - 1, 20)), turn);
    }

    public void NotBefore(long atMs) => NextDialMs = Math.Max(NextDialMs, atMs);

    /// <summary>Half of the pause is always waited, the other half is drawn.</summary>
    public void Wait(long pauseMs, Turn turn) => NextDialMs = turn.NowMs + pauseMs / 2 + (long)turn.Dice.Below((ulong)(pauseMs / 2) + 1);
}
