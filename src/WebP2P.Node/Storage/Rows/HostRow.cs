using WebP2P.Protocols.Overlays.Gnutella;

namespace WebP2P.Node.Storage.Rows;

/// <summary>An address at which a neighbour may be found after a restart.</summary>
public sealed class HostRow
{
    /// <summary><c>HOST:PORT</c>.</summary>
    public required string Address { get; set; }

    /// <summary>32 bytes; null while it is not known.</summary>
    public byte[]? NodeId { get; set; }

    public HostOrigin Origin { get; set; }

    /// <summary>When it was last met; 0: never.</summary>
    public long LastSeenUnixMs { get; set; }

    public int Successes { get; set; }

    /// <summary>Attempts in a row that reached nobody.</summary>
    public int Failures { get; set; }
}
