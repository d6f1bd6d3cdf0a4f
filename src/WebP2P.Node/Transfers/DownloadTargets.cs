using WebP2P.Node.Library;
using WebP2P.Protocols.Content;
using WebP2P.Protocols.Transfers;

namespace WebP2P.Node.Transfers;

/// <summary>Where downloads go: safe names under the downloads folder or another one, none twice.</summary>
internal sealed class DownloadTargets(string folder)
{
    private const string PartBegin = ".webp2p-";
    private const string PartEnd = ".part";

    /// <summary>Beside the finished file, so that the last rename stays on one disk.</summary>
    public static string PartPath(ContentId content, string path) => Path.Combine(Path.GetDirectoryName(path)!, $"{PartBegin}{content}{PartEnd}");

    /// <summary>Whether the path is one of an unfinished file.</summary>
    public static bool IsPart(string path) => Path.GetFileName(path) is var name && name.StartsWith(PartBegin, StringComparison.Ordinal) && name.EndsWith(PartEnd, StringComparison.Ordinal);

    /// <summary>The first free path for the name: itself, then <c>name (2)</c> and so on.</summary>
    /// <param name="reserved">Paths that other downloads will have.</param>
    /// <param name="other">Another folder than the usual one.</param>
    public string Choose(string name, IEnumerable<string> reserved, string? other = null)
    {
        var chosen = other ?? folder;
        return Path.Combine(chosen, FreeName.In(chosen, SafeName.From(name), reserved.Select(path => Path.GetFileName(path))));
    }
}
