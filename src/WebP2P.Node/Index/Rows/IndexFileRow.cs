namespace WebP2P.Node.Index.Rows;

/// <summary>A file of a node: that the node is a source of the content, under this name.</summary>
internal sealed class IndexFileRow
{
    public long NodeId { get; set; }

    /// <summary>64 bits of a hash of folder and name.</summary>
    public long FileKey { get; set; }

    public required string Folder { get; set; }

    /// <summary>The row of <see cref="IndexNameRow"/>, which has the file's own name and its content.</summary>
    public long NameId { get; set; }

    public long ModifiedUnixMs { get; set; }

    public bool Complete { get; set; }
}
