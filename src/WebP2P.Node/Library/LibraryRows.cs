using WebP2P.Node.Storage.Rows;
using WebP2P.Protocols.Content;

namespace WebP2P.Node.Library;

/// <summary>Makes rows of files.</summary>
internal static class LibraryRows
{
    /// <param name="layer">Null for an empty file.</param>
    public static FileRow From(ShareRow share, string relativePath, FileStat stat, PieceLayer? layer) =>
        From(share, relativePath, stat, layer?.Content.Hash.Value.ToArray(), layer?.ToBytes());

    /// <param name="hash">Null, as the layer, for an empty file.</param>
    public static FileRow From(ShareRow share, string relativePath, FileStat stat, byte[]? hash, byte[]? layer)
    {
        var slash = relativePath.LastIndexOf('/');
        var name = relativePath[(slash + 1)..];
        return new FileRow
        {
            ShareId = share.Id,
            RelativePath = relativePath,
            Name = name,
            Folder = FolderOf(share.Name, relativePath),
            Size = stat.Size,
            ModifiedUnixMs = stat.ModifiedUnixMs,
            ModifiedTicks = stat.ModifiedTicks,
            Device = stat.Device,
            Inode = stat.Inode,
            ChangedTicks = stat.ChangedTicks,
            BornTicks = stat.BornTicks,
            Hash = hash,
            Layer = layer,
            Kind = ContentKinds.FromName(name),
            Complete = true,
        };
    }

    /// <summary>Share name and folders inside it.</summary>
    public static string FolderOf(string shareName, string relativePath)
    {
        var slash = relativePath.LastIndexOf('/');
        return slash < 0 ? shareName : $"{shareName}/{relativePath[..slash]}";
    }

    /// <summary>A finished copy outside every share: it is offered without its folder, from where the list of downloads says that it is.</summary>
    public static FileRow Loose(string name, FileStat stat, PieceLayer layer)
    {
        var row = Unfinished(null, layer.Content, name);
        (row.ModifiedUnixMs, row.ModifiedTicks, row.Device, row.Inode, row.ChangedTicks, row.BornTicks) = (stat.ModifiedUnixMs, stat.ModifiedTicks, stat.Device, stat.Inode, stat.ChangedTicks, stat.BornTicks);
        (row.Layer, row.Complete) = (layer.ToBytes(), true);
        return row;
    }

    /// <summary>A content that is being copied: its place is its own name, until it is a file.</summary>
    /// <param name="share">That it will be in; null when the downloads folder is not shared.</param>
    public static FileRow Unfinished(ShareRow? share, ContentId content, string name) => new()
    {
        RelativePath = content.ToString(),
        Name = name,
        Folder = share?.Name ?? "Downloads",
        Size = content.SizeBytes,
        Hash = content.Hash.Value.ToArray(),
        Kind = ContentKinds.FromName(name),
    };
}
