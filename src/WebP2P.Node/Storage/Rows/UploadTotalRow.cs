namespace WebP2P.Node.Storage.Rows;

/// <summary>Bytes that were ever given to a peer, and its name then.</summary>
public sealed class UploadTotalRow
{
    /// <summary>32 bytes.</summary>
    public required byte[] NodeId { get; set; }

    public long Bytes { get; set; }

    public string? Name { get; set; }

    public long LastUnixMs { get; set; }
}
