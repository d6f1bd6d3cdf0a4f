using WebP2P.Protocols.Search;

namespace WebP2P.Protocols.Overlays.Gnutella;

/// <summary>The own shared files, in memory; the only port that a machine asks synchronously.</summary>
public interface ISharedFiles
{
    /// <summary>Files that may be offered.</summary>
    int Count { get; }

    /// <summary>Grows with every change.</summary>
    long Version { get; }

    /// <summary>Files that match, in a fixed order. Never more than <paramref name="max"/>.</summary>
    /// <param name="total">How many match in all.</param>
    IReadOnlyList<FoundFile> Match(Query query, int max, out int total);

    /// <summary>Every token of the names, once or more often, and the hash of every content as lower-case hex: what a routing table is made of. Read
    /// some at a time: what changes meanwhile may be among them or not.</summary>
    IEnumerable<string> RoutingWords();
}
