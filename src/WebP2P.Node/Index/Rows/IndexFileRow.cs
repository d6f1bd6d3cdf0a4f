namespace WebP2P.Node.Index.Rows;

/// <summary>A file of a node: that the node is a source of the content, under this name.</summary>
internal sealed class IndexFileRow
{
    public long NodeId { get; set; }

    public required string Folder { get; set; }

    public required string Name { get; set; }

    public long NameId { get; set; }

    public long ContentId { get; set; }

    public long ModifiedUnixMs { get; set; }

    public bool Complete { get; set; }
}
