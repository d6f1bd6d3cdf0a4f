namespace WebP2P.Node.Storage.Rows;

/// <summary>What a file that is no longer in its place had, so that it is not hashed again where it went.</summary>
public sealed class LeftFileRow
{
    public long Id { get; set; }

    public long Size { get; set; }

    public long ModifiedTicks { get; set; }

    public long Device { get; set; }

    public long Inode { get; set; }

    public long BornTicks { get; set; }

    /// <summary>32 bytes.</summary>
    public required byte[] Hash { get; set; }

    public required byte[] Layer { get; set; }

    public long LeftUnixMs { get; set; }
}
