namespace WebP2P.Protocols.Search;

/// <summary>Finds the words of an index that are most like the words of a query that it does not have.</summary>
public static class NearWords
{
    /// <summary>Most words that are offered.</summary>
    public const int WordsMax = 5;

    /// <summary>Longest text of one that travels: two tokens of <see cref="Tokenizer.TokenBytesMax"/> and a space.</summary>
    public const int WordBytesMax = 2 * Tokenizer.TokenBytesMax + 1;

    /// <summary>Words of the index that one look may touch.</summary>
    public const int StepsMax = 2_500;

    private const int UnknownMax = 4, CandidatesMax = 200, LettersMin = 3, LongLettersMin = 5, LongLettersMax = 20, PartLettersMin = 3;

    /// <summary>Differences that a word may have: none below 3 letters, 2 from 5 to 20 letters, else 1; numbers have no neighbours that mean the same, and words with digits few.</summary>
    public static int DistanceMax(string word)
    {
        if (word.Length < LettersMin || word.All(char.IsAsciiDigit)) return 0;
        return word.Length is < LongLettersMin or > LongLettersMax || word.Any(char.IsAsciiDigit) ? 1 : 2;
    }

    /// <summary>For each word of the query that nobody has, the nearest first; an entry may be two words for one, or one for two.</summary>
    public static IReadOnlyList<string> For(Query query, ISortedWords words)
    {
        IReadOnlyList<string> asked = [.. query.Words, .. query.Phrases.SelectMany(phrase => phrase)];
        var unknown = asked.Where(word => !words.IsVisible(word)).Concat(query.Prefixes.Where(prefix => !Begins(prefix, words))).Distinct(StringComparer.Ordinal).Take(UnknownMax);
        var stepsLeft = StepsMax;
        var found = unknown.SelectMany(word => To(word, words, ref stepsLeft).Select((near, rank) => (near, rank))).ToList();
        return [.. Joined(asked, words).Concat(found.OrderBy(one => one.rank).Select(one => one.near)).Distinct(StringComparer.Ordinal).Take(WordsMax)];
    }

    /// <summary>Visible words within <see cref="DistanceMax"/> of one that is not there: by distance, then the more frequent first, then by spelling.</summary>
    public static IReadOnlyList<string> To(string word, ISortedWords words)
    {
        var stepsLeft = StepsMax;
        return To(word, words, ref stepsLeft);
    }

    private static IReadOnlyList<string> To(string word, ISortedWords words, ref int stepsLeft)
    {
        var distanceMax = DistanceMax(word);
        if (distanceMax == 0) return [];
        var walk = new NearWalk(word, distanceMax, words, stepsLeft);
        var near = walk.Run();
        stepsLeft = walk.StepsLeft;
        var candidates = near.OrderBy(candidate => candidate.Distance).Take(CandidatesMax)
            .Select(candidate => (candidate.Word, candidate.Distance, Names: words.Names(candidate.Word)));
        return [.. candidates.Concat(Split(word, words))
            .OrderBy(candidate => candidate.Distance).ThenByDescending(candidate => candidate.Names).ThenBy(candidate => candidate.Word, StringComparer.Ordinal)
            .Where(candidate => candidate.Word.Contains(' ', StringComparison.Ordinal) || words.IsVisible(candidate.Word))
            .Select(candidate => candidate.Word)
            .Take(WordsMax)];
    }

    private static bool Begins(string prefix, ISortedWords words)
    {
        var stepsLeft = CandidatesMax;
        for (var word = words.AtOrAfter(prefix); word is not null && word.StartsWith(prefix, StringComparison.Ordinal) && stepsLeft-- > 0; word = words.AtOrAfter(word + '\0'))
        {
            if (words.IsVisible(word)) return true;
        }
        return false;
    }

    /// <summary>A space was forgotten; behind what is one letter off, because short words are everywhere.</summary>
    private static IEnumerable<(string Word, int Distance, int Names)> Split(string word, ISortedWords words)
    {
        for (var at = PartLettersMin; at + PartLettersMin <= word.Length; at++)
        {
            if (char.IsLowSurrogate(word[at])) continue;
            var (first, second) = (word[..at], word[at..]);
            if (words.IsVisible(first) && words.IsVisible(second)) yield return (first + ' ' + second, 2, Math.Min(words.Names(first), words.Names(second)));
        }
    }

    /// <summary>A space too many.</summary>
    private static IEnumerable<string> Joined(IReadOnlyList<string> asked, ISortedWords words) =>
        asked.Zip(asked.Skip(1), (first, second) => first + second).Where(words.IsVisible);
}
