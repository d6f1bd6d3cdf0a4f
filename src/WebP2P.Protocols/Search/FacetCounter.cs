using WebP2P.Protocols.Content;

namespace WebP2P.Protocols.Search;

/// <summary>Counts contents by kind, extension and size class; every value can be put behind its filter's name in a query.</summary>
public sealed class FacetCounter
{
    /// <summary>Size classes as <c>size:</c> reads them. A size on a border belongs to both sides, as it does in a query.</summary>
    public static IReadOnlyList<string> SizeClasses { get; } =
        ["..100KiB", "100KiB..1MiB", "1MiB..10MiB", "10MiB..100MiB", "100MiB..1GiB", "1GiB..10GiB", "10GiB.."];

    private static readonly SizeRange[] Ranges = [.. SizeClasses.Select(Range)];

    private readonly int[] kinds = new int[(int)ContentKind.Collection + 1];
    private readonly int[] sizes = new int[Ranges.Length];
    private readonly Dictionary<string, int> extensions = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Counts one content under its best name.</summary>
    public void Add(ContentId content, string name)
    {
        kinds[(int)ContentKinds.FromName(name)]++;
        for (var at = 0; at < Ranges.Length; at++)
        {
            if (Ranges[at].Contains(content.SizeBytes)) sizes[at]++;
        }
        AddExtension(ContentKinds.ExtensionOf(name));
    }

    /// <summary>Largest groups first, at most <see cref="Facets.ValuesMax"/> of each.</summary>
    public Facets Count() => new(
        Largest(kinds.Select((contents, kind) => new FacetCount(ContentKinds.NameOf((ContentKind)kind), contents))),
        Largest(extensions.Select(known => new FacetCount(known.Key, known.Value)).OrderBy(known => known.Value, StringComparer.Ordinal)),
        Largest(sizes.Select((contents, at) => new FacetCount(SizeClasses[at], contents))));

    /// <summary>What a query could not ask for is not offered.</summary>
    private void AddExtension(ReadOnlySpan<char> extension)
    {
        if (extension.IsEmpty) return;
        foreach (var character in extension)
        {
            if (!char.IsAsciiLetterOrDigit(character)) return;
        }
        var lookup = extensions.GetAlternateLookup<ReadOnlySpan<char>>();
        if (lookup.TryGetValue(extension, out var contents)) lookup[extension] = contents + 1;
        else extensions.Add(extension.ToString().ToLowerInvariant(), 1);
    }

    private static IReadOnlyList<FacetCount> Largest(IEnumerable<FacetCount> counts) =>
        [.. counts.Where(count => count.Contents > 0).OrderByDescending(count => count.Contents).Take(Facets.ValuesMax)];

    private static SizeRange Range(string text) =>
        SizeText.TryParseRange(text, out var range) ? range : throw new InvalidOperationException($"{text} is no range of sizes.");
}
