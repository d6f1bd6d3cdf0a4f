namespace WebP2P.Node.Index.Rows;

/// <summary>A content that somebody registered.</summary>
internal sealed class IndexContentRow
{
    public long Id { get; set; }

    /// <summary>32 bytes.</summary>
    public required byte[] Hash { get; set; }

    public long Size { get; set; }
}
