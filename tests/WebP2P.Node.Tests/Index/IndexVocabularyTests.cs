using System.Globalization;
using WebP2P.Node.Index.Memory;

namespace WebP2P.Node.Tests.Index;

public sealed class IndexVocabularyTests
{
    [Fact]
    public void It_says_what_a_sorted_table_says_whatever_comes_and_goes()
    {
        var random = new Random(5);
        var (vocabulary, table) = (new IndexVocabulary(), new SortedDictionary<string, int>(StringComparer.Ordinal));
        for (var at = 0; at < 700; at++) vocabulary.Append(Add(table, at.ToString("D4", CultureInfo.InvariantCulture), 2), 2);
        for (var step = 0; step < 20_000; step++)
        {
            var word = random.Next(3_000).ToString(CultureInfo.InvariantCulture);
            var by = random.Next(2) == 0 && table.ContainsKey(word) ? -1 : 1;
            vocabulary.Count(Add(table, word, by), by);
        }
        Assert.Equal(table.Select(word => (word.Key, word.Value)), vocabulary.BeginningWith(""));
        foreach (var prefix in new[] { "1", "27", "299", "4", "x" })
        {
            Assert.Equal(table.Where(word => word.Key.StartsWith(prefix, StringComparison.Ordinal)).Select(word => (word.Key, word.Value)), vocabulary.BeginningWith(prefix));
            Assert.Equal(table.Keys.FirstOrDefault(word => string.CompareOrdinal(word, prefix) >= 0), AtOrAfter(vocabulary, prefix));
            Assert.Equal(table.GetValueOrDefault(prefix), vocabulary.Names(prefix));
        }
        foreach (var (word, names) in table.ToList()) vocabulary.Count(word, -names);
        Assert.Null(AtOrAfter(vocabulary, ""));
        vocabulary.Count("again", 1);
        Assert.Equal("again", AtOrAfter(vocabulary, ""));
    }

    [Fact]
    public void Looking_from_the_place_of_the_last_look_finds_what_looking_everywhere_finds()
    {
        var random = new Random(6);
        string[] words = [.. Enumerable.Range(0, 3_000).Select(_ => random.Next(100_000).ToString(CultureInfo.InvariantCulture)).Distinct().Order(StringComparer.Ordinal)];
        var vocabulary = new IndexVocabulary();
        foreach (var word in words) vocabulary.Append(word, 1);
        var place = default(IndexVocabulary.Place);
        for (var step = 0; step < 20_000; step++)
        {
            var text = step % 3 == 0 ? words[random.Next(words.Length)] : random.Next(120_000).ToString(CultureInfo.InvariantCulture);
            var found = vocabulary.AtOrAfter(text, ref place);
            Assert.Equal(Array.Find(words, word => string.CompareOrdinal(word, text) >= 0), found);
            if (found is not null) Assert.Equal(words.ElementAtOrDefault(Array.IndexOf(words, found) + 1), vocabulary.After(found, ref place));
            else Assert.Equal(words[1], vocabulary.After(words[0], ref place));
        }
    }

    private static string? AtOrAfter(IndexVocabulary vocabulary, string text)
    {
        var place = default(IndexVocabulary.Place);
        return vocabulary.AtOrAfter(text, ref place);
    }

    private static string Add(SortedDictionary<string, int> table, string word, int by)
    {
        table[word] = table.GetValueOrDefault(word) + by;
        if (table[word] == 0) table.Remove(word);
        return word;
    }
}
