namespace WebP2P.Node.Storage.Rows;

/// <summary>The newest record of a peer and where it last answered.</summary>
public sealed class PeerRow
{
    /// <summary>32 bytes.</summary>
    public required byte[] NodeId { get; set; }

    public long Sequence { get; set; }

    /// <summary>The exact signed bytes; null when only an address is known.</summary>
    public byte[]? Envelope { get; set; }

    /// <summary><c>HOST:PORT</c> at which it last proved its id.</summary>
    public string? LastGoodAddress { get; set; }

    public long SeenUnixMs { get; set; }
}
