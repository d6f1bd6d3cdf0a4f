using System.Globalization;
using WebP2P.Protocols.Overlays.Gnutella;
using WebP2P.Protocols.Search;

namespace WebP2P.Simulation;

/// <summary>Shared files that never change. Nodes that share the same may have one of these together.</summary>
public sealed class FixedFiles(IReadOnlyList<FoundFile> files) : ISharedFiles
{
    /// <summary>Of a node that shares nothing.</summary>
    public static FixedFiles None { get; } = new([]);

    /// <inheritdoc />
    public int Count => files.Count;

    /// <inheritdoc />
    public long Version => 1;

    /// <inheritdoc />
    public IReadOnlyList<FoundFile> Match(Query query, int max, out int total)
    {
        total = 0;
        if (files.Count == 0) return [];
        List<FoundFile> found = [];
        foreach (var file in files)
        {
            if (!query.Matches(file.Name, file.Content)) continue;
            if (total++ < max) found.Add(file);
        }
        return found;
    }

    /// <inheritdoc />
    public IEnumerable<string> RoutingWords() =>
        files.SelectMany(file => Tokenizer.Tokenize(file.Name).Append(file.Content.Hash.ToString().ToLower(CultureInfo.InvariantCulture)));
}
