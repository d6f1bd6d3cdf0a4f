using WebP2P.Protocols.Content;
using WebP2P.Protocols.Identity;

namespace WebP2P.Protocols.Search;

/// <summary>A peer that has the content of a hit; <paramref name="Complete"/> is false while it is still copying it itself.</summary>
public readonly record struct HitSource(NodeId Node, bool Complete);

/// <summary>One answer: a content, the names it goes by (best first), and who has it.</summary>
/// <param name="SourceCount">How many sources there are, of which <paramref name="Sources"/> are some.</param>
public sealed record Hit(ContentId Content, IReadOnlyList<string> Names, IReadOnlyList<HitSource> Sources, int SourceCount)
{
    /// <summary>When the newest file of a source that is online was last changed; 0 when not known.</summary>
    public long ModifiedUnixMs { get; init; }

    public Standing Standing(long nowUnixMs) => new(SourceCount, ModifiedUnixMs, nowUnixMs);

    /// <summary>Most names of a hit that travel.</summary>
    public const int NamesMax = 8;

    /// <summary>Most sources of a hit that travel; <see cref="SourceCount"/> counts all.</summary>
    public const int SourcesMax = 20;
}

/// <summary>A file as its node offers it.</summary>
/// <param name="Folder">Share name and folders inside it, joined by '/'; never a local path.</param>
public sealed record FileEntry(ContentId Content, string Folder, string Name, long ModifiedUnixMs, bool Complete);
