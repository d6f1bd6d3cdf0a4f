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
            Assert.Equal(table.Keys.FirstOrDefault(word => string.CompareOrdinal(word, prefix) >= 0), vocabulary.AtOrAfter(prefix));
            Assert.Equal(table.GetValueOrDefault(prefix), vocabulary.Names(prefix));
        }
        foreach (var (word, names) in table.ToList()) vocabulary.Count(word, -names);
        Assert.Null(vocabulary.AtOrAfter(""));
        vocabulary.Count("again", 1);
        Assert.Equal("again", vocabulary.AtOrAfter(""));
    }

    private static string Add(SortedDictionary<string, int> table, string word, int by)
    {
        table[word] = table.GetValueOrDefault(word) + by;
        if (table[word] == 0) table.Remove(word);
        return word;
    }
}
