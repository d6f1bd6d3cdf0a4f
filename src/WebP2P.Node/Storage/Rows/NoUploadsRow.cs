namespace WebP2P.Node.Storage.Rows;

/// <summary>A peer that gets no uploads.</summary>
public sealed class NoUploadsRow
{
    /// <summary>32 bytes.</summary>
    public required byte[] NodeId { get; set; }

    /// <summary>The peer's name when it was blocked.</summary>
    public string? Name { get; set; }

    /// <summary>Of the owner.</summary>
    public required string Note { get; set; }

    public long AddedUnixMs { get; set; }
}
