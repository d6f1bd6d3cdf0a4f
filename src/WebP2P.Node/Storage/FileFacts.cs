namespace WebP2P.Node.Storage;

/// <summary>What a name in a folder stands for, without following links.</summary>
/// <param name="AllocatedBytes">That the disk really keeps for it; fewer than the size when it has holes.</param>
internal readonly record struct FileFacts(bool IsRegular, long SizeBytes, long AllocatedBytes, ulong Device, ulong Inode)
{
    /// <summary>Names that the file has; 1 where the system does not tell.</summary>
    public uint Links { get; init; } = 1;

    /// <summary>Whether both are one file; always true where the system gives no inodes.</summary>
    public bool IsSame(in FileFacts other) => Device == other.Device && Inode == other.Inode;
}
