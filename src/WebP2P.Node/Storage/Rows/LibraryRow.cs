namespace WebP2P.Node.Storage.Rows;

/// <summary>The numbering of the library's changes; one row.</summary>
public sealed class LibraryRow
{
    public int Id { get; set; }

    /// <summary>Random; a new one means a new numbering.</summary>
    public Guid LibraryId { get; set; }

    /// <summary>Number of the last change.</summary>
    public long Version { get; set; }

    /// <summary>Removals up to this version are forgotten: whoever stands before it registers anew.</summary>
    public long ForgottenVersion { get; set; }
}
