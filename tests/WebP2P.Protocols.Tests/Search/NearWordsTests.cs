using WebP2P.Protocols.Search;

namespace WebP2P.Protocols.Tests.Search;

public sealed class NearWordsTests
{
    private const string Letters = "abcdefgh";

    [Theory]
    [InlineData("harry", 2)]
    [InlineData("hary", 1)]
    [InlineData("har", 1)]
    [InlineData("ha", 0)]
    [InlineData("123456", 0)]
    [InlineData("mp3", 1)]
    [InlineData("harry7", 1)]
    [InlineData("aaaaaaaaaaaaaaaaaaaa", 2)]
    [InlineData("aaaaaaaaaaaaaaaaaaaaa", 1)]
    public void Short_and_long_words_may_differ_less_and_numbers_not_at_all(string word, int distance) => Assert.Equal(distance, NearWords.DistanceMax(word));

    [Fact]
    public void The_walk_finds_exactly_what_comparing_with_every_word_finds()
    {
        var random = new Random(7);
        for (var round = 0; round < 200; round++)
        {
            var vocabulary = Enumerable.Range(0, 400).Select(_ => Word(random)).Distinct().Order(StringComparer.Ordinal).ToList();
            var asked = Word(random);
            var distanceMax = NearWords.DistanceMax(asked);
            if (distanceMax == 0) continue;
            var walked = new NearWalk(asked, distanceMax, List(vocabulary), NearWords.StepsMax).Run();
            var compared = vocabulary.Select(word => (Word: word, Distance: Distance(asked, word)))
                .Where(pair => pair.Distance == 1 || (pair.Distance == 2 && distanceMax == 2 && (pair.Word[0] == asked[0] || pair.Word[0] == asked[1])));
            Assert.Equal(compared.Order(), walked.Order());
        }
    }

    [Theory]
    [InlineData("\U0001D4D0bcde", "\U0001D4D1bcde")]
    [InlineData("b\U0001D4D0cdef", "bcdef")]
    [InlineData("abcde", "abcd\U0001D4D1")]
    public void Letters_beyond_sixteen_bits_are_compared_too(string asked, string known) =>
        Assert.Equal([known], NearWords.To(asked, List([.. new[] { known, "zzzzz" }.Order(StringComparer.Ordinal)])));

    [Fact]
    public void A_look_touches_at_most_its_steps_and_words_that_begin_alike_come_first()
    {
        var counted = new CountingWords(Vocabulary(100_000, seed: 3).Append("zebra").Append("zebrx").Distinct().Order(StringComparer.Ordinal).ToList());
        var near = new NearWalk("zebry", 2, counted, 50);
        Assert.Contains("zebra", near.Run().Select(candidate => candidate.Word));
        Assert.InRange(counted.Looks, 1, 60);
        Assert.Equal(0, near.StepsLeft);
    }

    [Fact]
    public void A_word_in_two_parts_comes_behind_words_that_are_one_letter_off() =>
        Assert.Equal(["harrypoter", "harry potter"], NearWords.To("harrypotter", List(["harry", "harrypoter", "potter"])));

    [Fact]
    public void Looking_from_a_hint_finds_what_looking_everywhere_finds()
    {
        var random = new Random(9);
        var vocabulary = Vocabulary(300, seed: 2);
        var list = List(vocabulary);
        for (var round = 0; round < 2_000; round++)
        {
            var text = Word(random);
            Assert.Equal(vocabulary.Find(word => string.CompareOrdinal(word, text) >= 0), list.AtOrAfter(text));
        }
    }

    [Theory]
    [InlineData("documentaiton", "documentation")]
    [InlineData("harypoter", "harrypotter")]
    [InlineData("xtoney", "stoney")]
    public void In_half_a_million_words_the_near_one_is_found_within_the_steps(string asked, string near)
    {
        var counted = new CountingWords([.. Vocabulary(500_000, seed: 5).Concat(["documentation", "harrypotter", "stoney"]).Distinct().Order(StringComparer.Ordinal)]);
        Assert.Contains(near, NearWords.To(asked, counted));
        Assert.InRange(counted.Looks, 1, NearWords.StepsMax + 10);
    }

    private static string Word(Random random) => new([.. Enumerable.Range(0, random.Next(1, 9)).Select(_ => Letters[random.Next(Letters.Length)])]);

    private static List<string> Vocabulary(int words, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, words).Select(_ => new string([.. Enumerable.Range(0, random.Next(3, 12)).Select(_ => (char)('a' + random.Next(26)))])).Distinct().Order(StringComparer.Ordinal)];
    }

    private static SortedWordList List(IReadOnlyList<string> words) => new(words, [.. words.Select(_ => 1)], _ => true);

    /// <summary>Optimal string alignment by the whole table.</summary>
    private static int Distance(string left, string right)
    {
        var table = new int[left.Length + 1, right.Length + 1];
        for (var i = 0; i <= left.Length; i++)
        {
            for (var j = 0; j <= right.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    table[i, j] = i + j;
                    continue;
                }
                table[i, j] = Math.Min(Math.Min(table[i - 1, j], table[i, j - 1]) + 1, table[i - 1, j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1]) table[i, j] = Math.Min(table[i, j], table[i - 2, j - 2] + 1);
            }
        }
        return table[left.Length, right.Length];
    }

    private sealed class CountingWords(IReadOnlyList<string> words) : ISortedWords
    {
        private readonly SortedWordList list = List(words);

        public int Looks { get; set; }

        public string? AtOrAfter(string text)
        {
            Looks++;
            return list.AtOrAfter(text);
        }

        public string? PastPrefix(string prefix)
        {
            Looks++;
            return list.PastPrefix(prefix);
        }

        public int Names(string word) => list.Names(word);

        public bool IsVisible(string word) => list.IsVisible(word);
    }
}
