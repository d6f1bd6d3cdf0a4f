using WebP2P.Protocols.Overlays.Gnutella;
using WebP2P.Protocols.Search;

namespace WebP2P.Protocols.Tests.Overlays.Gnutella;

/// <summary>Shared files in a list.</summary>
internal sealed class HeldFiles : ISharedFiles
{
    private readonly List<FoundFile> files = [];

    public int Count => files.Count;

    public long Version { get; private set; }

    public void Add(FoundFile file)
    {
        files.Add(file);
        Version++;
    }

    public IReadOnlyList<FoundFile> Match(Query query, int max, out int total)
    {
        var found = files.Where(file => query.Matches(file.Name, file.Content)).ToList();
        total = found.Count;
        return [.. found.Take(max)];
    }

    public IEnumerable<string> RoutingWords() => files.SelectMany(file => Tokenizer.Tokenize(file.Name)).Concat(files.Select(file => file.Content.Hash.ToString()));
}
