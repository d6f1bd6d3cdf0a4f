using WebP2P.Protocols.Content;

namespace WebP2P.Node.Storage.Rows;

/// <summary>
/// A file that was hashed, or (without a share) a content that is being copied and is already offered. Size, time, device and inode are what
/// the file was when it was hashed: while they are the same, so are the bytes.
/// </summary>
public sealed class FileRow
{
    public long Id { get; set; }

    /// <summary>Null: a content still being copied, see <see cref="Complete"/>.</summary>
    public Guid? ShareId { get; set; }

    /// <summary>Inside the share, parts joined by '/'; of a content still being copied its text form.</summary>
    public required string RelativePath { get; set; }

    /// <summary>Last part of the path: the name it is offered under.</summary>
    public required string Name { get; set; }

    /// <summary>As <c>FileEntry.Folder</c> when it was registered: share name and folders, joined by '/'.</summary>
    public required string Folder { get; set; }

    /// <summary>0 to 2^43 bytes.</summary>
    public long Size { get; set; }

    public long ModifiedUnixMs { get; set; }

    /// <summary>The exact time, in 100 ns; milliseconds do not tell two quick writes apart.</summary>
    public long ModifiedTicks { get; set; }

    public long Device { get; set; }

    public long Inode { get; set; }

    /// <summary>When bytes, name or rights changed last, as the system noted it, in 100 ns; 0: unknown.</summary>
    public long ChangedTicks { get; set; }

    /// <summary>When the file was made, in 100 ns; 0: unknown.</summary>
    public long BornTicks { get; set; }

    /// <summary>32 bytes; null for an empty file, which is listed and never registered.</summary>
    public byte[]? Hash { get; set; }

    /// <summary>The proven piece layer, 32 bytes a piece; null for an empty file and while copying.</summary>
    public byte[]? Layer { get; set; }

    /// <summary>Library version at which it was added; 0 while it is not registered: an empty file, or one whose drive is missing.</summary>
    public long Version { get; set; }

    /// <summary>Its drive is not there: neither registered nor served, kept until it returns.</summary>
    public bool Missing { get; set; }

    public ContentKind Kind { get; set; }

    public bool Complete { get; set; }

    /// <summary>
    /// Left out by a rule: not offered, in no count and in no list, but its hash is kept for the day the rule goes. Questions do not see such rows
    /// unless they ask for them.
    /// </summary>
    public bool Hidden { get; set; }
}
