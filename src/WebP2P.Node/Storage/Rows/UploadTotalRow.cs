namespace WebP2P.Node.Storage.Rows;

/// <summary>Bytes that were ever given to a peer.</summary>
public sealed class UploadTotalRow
{
    /// <summary>32 bytes.</summary>
    public required byte[] NodeId { get; set; }

    public long Bytes { get; set; }
}
