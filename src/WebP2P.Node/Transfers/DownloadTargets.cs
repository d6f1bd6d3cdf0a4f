using WebP2P.Node.Library;
using WebP2P.Protocols.Content;
using WebP2P.Protocols.Transfers;

namespace WebP2P.Node.Transfers;

/// <summary>Where downloads go: safe names under the downloads folder, none twice.</summary>
internal sealed class DownloadTargets(string folder)
{
    public string PartPath(ContentId content) => Path.Combine(folder, $".webp2p-{content}.part");

    /// <summary>The first free path for the name: itself, then <c>name (2)</c> and so on.</summary>
    /// <param name="reserved">Paths that other downloads will have.</param>
    public string Choose(string name, IEnumerable<string> reserved) =>
        Path.Combine(folder, FreeName.In(folder, SafeName.From(name), reserved.Select(path => Path.GetFileName(path))));
}
