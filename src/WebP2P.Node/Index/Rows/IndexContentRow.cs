namespace WebP2P.Node.Index.Rows;

/// <summary>A content that somebody registered. Numbers are given by the store and used again.</summary>
internal sealed class IndexContentRow
{
    public long Id { get; set; }

    /// <summary>64 bits of a hash of the hash: found by it and the size.</summary>
    public long HashKey { get; set; }

    /// <summary>32 bytes.</summary>
    public required byte[] Hash { get; set; }

    public long Size { get; set; }
}
