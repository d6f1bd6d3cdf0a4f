using Microsoft.Win32.SafeHandles;
using WebP2P.Protocols.Content;

namespace WebP2P.Node.Library;

/// <summary>A complete file of the library, as it was when it was hashed.</summary>
public sealed class SharedContent
{
    private readonly string root;
    private readonly string relativePath;
    private readonly FileStat hashed;

    internal SharedContent(PieceLayer layer, long id, string root, string relativePath, FileStat hashed)
    {
        Layer = layer;
        Id = id;
        this.root = root;
        this.relativePath = relativePath;
        this.hashed = hashed;
    }

    /// <summary>Of its row.</summary>
    internal long Id { get; }

    /// <summary>Where it is now, without following links.</summary>
    internal FileStat Now => FileStat.Of(Path);

    internal FileStat Hashed => hashed;

    internal string Root => root;

    internal string RelativePath => relativePath;

    public ContentId Content => Layer.Content;

    public PieceLayer Layer { get; }

    /// <summary>The name it is offered under.</summary>
    public string Name => System.IO.Path.GetFileName(relativePath);

    /// <summary>Inside the share, with the share's name in front.</summary>
    public string Place { get; internal init; } = "";

    /// <summary>Absolute.</summary>
    public string Path => System.IO.Path.Combine(root, relativePath);

    public DateTimeOffset Modified => new(hashed.ModifiedTicks, TimeSpan.Zero);

    /// <summary>Opens the file for reading without following links; null when it is gone or no longer what was hashed.</summary>
    public SafeFileHandle? Open()
    {
        var file = SharedFile.Open(root, relativePath, out var stat);
        if (file is null || stat.IsStill(hashed)) return file;
        file.Dispose();
        return null;
    }

    /// <summary>Whether an open file still is what was hashed; asked after a read as well.</summary>
    public bool IsUnchanged(SafeFileHandle file) => FileStat.Of(file, Path).IsStill(hashed);
}
