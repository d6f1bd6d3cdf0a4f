namespace WebP2P.Node.Index.Rows;

/// <summary>A node that registered here.</summary>
internal sealed class IndexNodeRow
{
    public long Id { get; set; }

    /// <summary>32 bytes.</summary>
    public required byte[] NodeId { get; set; }

    /// <summary>16 bytes, most significant first.</summary>
    public required byte[] LibraryId { get; set; }

    /// <summary>Last committed.</summary>
    public long Version { get; set; }

    public long SeenUnixMs { get; set; }

    /// <summary>How many rows of <see cref="IndexFileRow"/> it has.</summary>
    public long Files { get; set; }
}
