using WebP2P.Protocols.Identity;

namespace WebP2P.Node.Transfers;

/// <summary>What is remembered of one source. Times are monotonic, in ms; only the <see cref="SourceBook"/> changes them.</summary>
internal sealed class SourceNotes(NodeId peer)
{
    public NodeId Peer { get; } = peer;

    /// <summary>Attempts in a row that reached nobody.</summary>
    public int Failures { get; set; }

    /// <summary>Not asked before.</summary>
    public long RetryAtMs { get; set; } = long.MinValue;

    /// <summary>When a link was last asked for.</summary>
    public long TriedMs { get; set; } = long.MinValue / 2;

    /// <summary>When it last answered; null when it did not in this run.</summary>
    public long? AnsweredMs { get; set; }

    public long SeenMs { get; set; }

    /// <summary>Wrong pieces over all downloads.</summary>
    public int Penalties { get; set; }

    /// <summary>Why the last attempt failed.</summary>
    public string Reason { get; set; } = "";
}
