using System.Globalization;
using WebP2P.Protocols.Search;

namespace WebP2P.Benchmarks.Index;

/// <summary>Queries of four classes, drawn from a seed out of the words that the names have.</summary>
internal sealed class QueryMix
{
    private readonly Random dice = new(3);
    private readonly IReadOnlyList<string> names;
    private readonly List<string> common, rare;

    public QueryMix(IReadOnlyList<string> names)
    {
        this.names = names;
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var name in names)
            foreach (var word in Tokenizer.Tokenize(name).Distinct()) counts[word] = counts.GetValueOrDefault(word) + 1;
        var ordered = counts.Where(word => word.Key.Length > 1).OrderByDescending(word => word.Value).ThenBy(word => word.Key, StringComparer.Ordinal).ToList();
        common = [.. ordered.TakeWhile(word => word.Value > names.Count / 100).Select(word => word.Key)];
        rare = [.. ordered.Where(word => word.Value is >= 1 and <= 5).Select(word => word.Key)];
        Words = ordered.Count;
    }

    public int Words { get; }

    public static IReadOnlyList<string> Classes { get; } = ["two words", "common word", "prefix", "rare word"];

    public List<Query> Take(string queries, int count) => [.. Enumerable.Range(0, count).Select(_ => Parse(Text(queries)))];

    private string Text(string queries) => queries switch
    {
        "two words" => string.Join(' ', Pair()),
        "common word" => common[dice.Next(common.Count)],
        "prefix" => Prefix(),
        _ => rare[dice.Next(rare.Count)],
    };

    private List<string> Pair()
    {
        while (true)
        {
            var words = WordsOfOne().Distinct().ToArray();
            if (words.Length < 2) continue;
            dice.Shuffle(words);
            return [.. words[..2]];
        }
    }

    private string Prefix()
    {
        while (true)
        {
            var words = WordsOfOne().Where(word => word.Length >= 3).ToArray();
            if (words.Length == 0) continue;
            var word = words[dice.Next(words.Length)];
            return string.Create(CultureInfo.InvariantCulture, $"{word[..Math.Min(word.Length, 3 + dice.Next(3))]}*");
        }
    }

    private List<string> WordsOfOne() => [.. Tokenizer.Tokenize(names[dice.Next(names.Count)]).Where(word => word.Length > 1)];

    private static Query Parse(string text) => Query.TryParse(text, out var query, out _) ? query! : throw new InvalidOperationException(text);
}
