namespace WebP2P.Node.Index.Rows;

/// <summary>A name of a content; its words stand in the full-text table under the same number.</summary>
internal sealed class IndexNameRow
{
    /// <summary>Its place in every answer before anything else is known: see <see cref="IndexNameId"/>.</summary>
    public long Id { get; set; }

    public long ContentId { get; set; }

    /// <summary>64 bits of a hash of the name: found by it and the content.</summary>
    public long NameKey { get; set; }

    public required string Name { get; set; }
}
