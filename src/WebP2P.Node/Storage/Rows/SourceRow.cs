namespace WebP2P.Node.Storage.Rows;

/// <summary>What is remembered of a node that downloads came from, over restarts and over the end of its peer record.</summary>
public sealed class SourceRow
{
    /// <summary>32 bytes.</summary>
    public required byte[] NodeId { get; set; }

    /// <summary>Addresses at which it may be, the last good one first, separated by spaces.</summary>
    public string Addresses { get; set; } = "";

    /// <summary>When it last answered.</summary>
    public long LastGoodUnixMs { get; set; }

    /// <summary>Attempts in a row that reached nobody.</summary>
    public int Failures { get; set; }

    /// <summary>Not asked before.</summary>
    public long RetryAtUnixMs { get; set; }

    /// <summary>Wrong pieces over all downloads.</summary>
    public int Penalties { get; set; }

    /// <summary>Last change of any of these.</summary>
    public long SeenUnixMs { get; set; }
}
