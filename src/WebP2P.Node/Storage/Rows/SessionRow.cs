namespace WebP2P.Node.Storage.Rows;

/// <summary>One signed-in browser.</summary>
public sealed class SessionRow
{
    public Guid Id { get; set; }

    public long CreatedUnixMs { get; set; }

    public long LastUsedUnixMs { get; set; }

    /// <summary>The browser's own description, shortened; a stranger's string.</summary>
    public string Agent { get; set; } = "";
}
