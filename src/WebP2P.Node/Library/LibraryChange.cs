using WebP2P.Node.Storage.Rows;

namespace WebP2P.Node.Library;

/// <summary>What one commit does to the library; rows by id.</summary>
internal sealed record LibraryChange
{
    /// <summary>Files that left their place, and may turn up elsewhere as they are.</summary>
    public IReadOnlyCollection<long> Removed { get; init; } = [];

    /// <summary>Files whose bytes are others now: they are forgotten.</summary>
    public IReadOnlyCollection<long> Changed { get; init; } = [];

    public IReadOnlyList<FileRow> Added { get; init; } = [];

    /// <summary>Files that stay as they are, and are offered or not.</summary>
    public IReadOnlyCollection<FileMark> Marked { get; init; } = [];

    public long NowUnixMs { get; init; }
}

/// <summary>Whether a file that stays is offered: what is hidden or missing is not registered, and keeps its hash.</summary>
/// <param name="IsHidden">Left out by a rule.</param>
/// <param name="IsMissing">Its drive is not there.</param>
internal readonly record struct FileMark(long Id, bool IsHidden, bool IsMissing);
