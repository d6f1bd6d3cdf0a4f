namespace WebP2P.Node.Storage.Rows;

/// <summary>One copy to this node and how far it is; a restart believes only <see cref="Bitmap"/>.</summary>
public sealed class DownloadRow
{
    public Guid Id { get; set; }

    /// <summary>32 bytes.</summary>
    public required byte[] Hash { get; set; }

    public long Size { get; set; }

    /// <summary>As offered: a label, never a path.</summary>
    public required string Name { get; set; }

    /// <summary>Absolute path of the finished file.</summary>
    public required string Path { get; set; }

    /// <summary>Absolute path of the unfinished file; null before it is made and after the end.</summary>
    public string? PartPath { get; set; }

    /// <summary>Number of <c>DownloadState</c>.</summary>
    public int State { get; set; }

    /// <summary>One sentence.</summary>
    public string Reason { get; set; } = "";

    /// <summary>Number of <c>PausedBy</c>.</summary>
    public int? PausedBy { get; set; }

    /// <summary>Number of <c>DownloadPriority</c>, counted from normal: -1, 0, 1.</summary>
    public int Priority { get; set; }

    /// <summary>Number of <c>DownloadOrder</c>.</summary>
    public int Order { get; set; }

    /// <summary>Number of <c>DownloadMode</c>.</summary>
    public int Mode { get; set; }

    /// <summary>Number of <c>OwnFileUse</c>: 0, 1 or 2, what an own file of this content is to be used for instead of the network.</summary>
    public int OwnFile { get; set; }

    /// <summary>The proven piece layer, 32 bytes a piece; null before it is known.</summary>
    public byte[]? Layer { get; set; }

    /// <summary>Pieces that are verified and synced to the disk.</summary>
    public byte[]? Bitmap { get; set; }

    /// <summary>Which source gave which pieces; the transfers' own form.</summary>
    public byte[]? Provenance { get; set; }

    /// <summary>The sources as numbered, with what each gave; the transfers' own form.</summary>
    public string SourcesJson { get; set; } = "[]";

    public long StartedUnixMs { get; set; }

    public long? CompletedUnixMs { get; set; }

    /// <summary>Bytes of this content that were given to others.</summary>
    public long BytesUploaded { get; set; }
}
