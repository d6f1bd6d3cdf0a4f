namespace WebP2P.Node.Index.Rows;

/// <summary>A name of a content that somebody registered, with that content, so that one look is enough; its words stand in the full-text table under the same number.</summary>
internal sealed class IndexNameRow
{
    /// <summary>Its place in every answer before anything else is known: see <see cref="IndexNameId"/>.</summary>
    public long Id { get; set; }

    /// <summary>Number of the content, the same for all its names. Numbers are given by the store and used again.</summary>
    public long ContentId { get; set; }

    /// <summary>64 bits of a hash of the content's hash: found by it and the size, or by it and the name.</summary>
    public long HashKey { get; set; }

    /// <summary>64 bits of a hash of the name.</summary>
    public long NameKey { get; set; }

    /// <summary>32 bytes.</summary>
    public required byte[] Hash { get; set; }

    public long Size { get; set; }

    /// <summary>See <see cref="WordMarks"/>.</summary>
    public long WordMarks { get; set; }

    public required string Name { get; set; }
}
