namespace WebP2P.Node.Storage.Rows;

/// <summary>A file that left the library: what an index server must be told to forget.</summary>
public sealed class TombstoneRow
{
    /// <summary>Library version of the removal.</summary>
    public long Version { get; set; }

    public required string Folder { get; set; }

    public required string Name { get; set; }

    public long Size { get; set; }

    /// <summary>32 bytes.</summary>
    public required byte[] Hash { get; set; }

    public long ModifiedUnixMs { get; set; }

    public bool Complete { get; set; }
}
