namespace WebP2P.Node.Storage.Rows;

/// <summary>A folder that the owner offers.</summary>
public sealed class ShareRow
{
    public Guid Id { get; set; }

    /// <summary>Absolute, without a slash at the end.</summary>
    public required string Path { get; set; }

    /// <summary>How others see the folder.</summary>
    public required string Name { get; set; }

    public long AddedUnixMs { get; set; }

    /// <summary>The downloads folder, or given by option.</summary>
    public bool Automatic { get; set; }

    /// <summary>End of the last complete scan.</summary>
    public long? ScannedUnixMs { get; set; }

    /// <summary>Its own exclude settings as JSON; null when it has none.</summary>
    public string? Rules { get; set; }

    /// <summary>Of the folder itself at the last scan; another one there may mean that a drive is missing. 0: unknown.</summary>
    public long RootDevice { get; set; }

    public long RootInode { get; set; }
}
