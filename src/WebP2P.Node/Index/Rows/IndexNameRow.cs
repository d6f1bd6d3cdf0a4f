namespace WebP2P.Node.Index.Rows;

/// <summary>A name of a content; its tokens stand in the full-text table under the same number.</summary>
internal sealed class IndexNameRow
{
    public long Id { get; set; }

    public long ContentId { get; set; }

    public required string Name { get; set; }
}
