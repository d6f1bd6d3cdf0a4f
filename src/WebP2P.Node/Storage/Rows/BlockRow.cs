namespace WebP2P.Node.Storage.Rows;

/// <summary>A node or content that the operator shut out of the own index.</summary>
public sealed class BlockRow
{
    public Guid Id { get; set; }

    /// <summary>Otherwise <see cref="Key"/> is a content's hash.</summary>
    public bool IsNode { get; set; }

    /// <summary>32 bytes.</summary>
    public required byte[] Key { get; set; }

    /// <summary>Of the content, in bytes; 0 stands for every size.</summary>
    public long Size { get; set; }

    public required string Note { get; set; }

    public long AddedUnixMs { get; set; }
}
