namespace WebP2P.Protocols.Search;

/// <summary>
/// Walks sorted words for those within a distance (optimal string alignment: insert, delete, replace, swap neighbours). Words with the same beginning
/// share its rows of the table, and a beginning that is too far already is jumped over, straight to the next letter that could do.
/// </summary>
internal sealed class NearWalk
{
    private readonly string word;
    private readonly int farthest;
    private readonly ISortedWords words;
    private readonly int[][] rows;
    private readonly bool hasSurrogates;
    private readonly Dictionary<string, int> found = new(StringComparer.Ordinal);
    private int distanceMax;
    private string? last;
    private int lastDepth;

    public NearWalk(string word, int distanceMax, ISortedWords words, int stepsMax)
    {
        (this.word, farthest, this.words, StepsLeft) = (word, distanceMax, words, stepsMax);
        rows = new int[word.Length + distanceMax + 2][];
        for (var depth = 0; depth < rows.Length; depth++) rows[depth] = new int[word.Length + 1];
        for (var at = 0; at <= word.Length; at++) rows[0][at] = at;
        hasSurrogates = word.Any(char.IsSurrogate);
    }

    public int StepsLeft { get; private set; }

    /// <summary>Whatever is one difference away; two only behind the first or the second letter, because who mistypes both is rare and looking everywhere is dear.</summary>
    public IReadOnlyList<(string Word, int Distance)> Run()
    {
        var first = word[..(char.IsHighSurrogate(word[0]) ? 2 : 1)];
        var second = word[first.Length..][..(char.IsHighSurrogate(word[first.Length]) ? 2 : 1)];
        for (distanceMax = 1; distanceMax <= farthest; distanceMax++)
        {
            (last, lastDepth) = (null, 0);
            Walk(first, []);
            if (second != first) Walk(second, []);
            if (distanceMax == 1) Walk("", [first, second]);
        }
        return [.. found.Select(one => (one.Key, one.Value))];
    }

    private void Walk(string within, IReadOnlyList<string> without)
    {
        var current = words.AtOrAfter(within);
        while (current is not null && current.StartsWith(within, StringComparison.Ordinal) && StepsLeft > 0)
        {
            StepsLeft--;
            current = Known(current, without) is { } known ? words.PastPrefix(known) : Look(current);
        }
    }

    /// <summary>Takes the word when it is near; returns the next one worth a look.</summary>
    private string? Look(string current)
    {
        var depth = last is null ? 0 : Math.Min(lastDepth, current.AsSpan().CommonPrefixLength(last));
        var isNear = true;
        while (isNear && depth < current.Length) isNear = Fill(++depth, current) <= distanceMax;
        (last, lastDepth) = (current, depth);
        if (!isNear) return Skip(current, depth);
        if (word.Length <= LastAt(depth) && rows[depth][word.Length] is var distance && distance <= distanceMax && distance > 0) found.TryAdd(current, distance);
        return words.After(current);
    }

    private static string? Known(string current, IReadOnlyList<string> prefixes)
    {
        foreach (var prefix in prefixes)
            if (current.StartsWith(prefix, StringComparison.Ordinal)) return prefix;
        return null;
    }

    /// <summary>Places of a row that can be near enough: a path as far from the diagonal has as many letters too many or missing.</summary>
    private int FirstAt(int depth) => Math.Max(1, depth - distanceMax);

    private int LastAt(int depth) => Math.Min(word.Length, depth + distanceMax);

    /// <summary>One row of the table, as much of it as can be near enough; returns its least value, below which no longer word can come.</summary>
    private int Fill(int depth, string current)
    {
        var (above, row) = (rows[depth - 1], rows[depth]);
        var letter = current[depth - 1];
        var (first, end) = (FirstAt(depth), LastAt(depth));
        var least = row[0] = depth;
        if (first > 1) row[first - 1] = distanceMax + 1;
        if (end < word.Length) row[end + 1] = distanceMax + 1;
        for (var at = first; at <= end; at++)
        {
            var value = Math.Min(Math.Min(above[at], row[at - 1]) + 1, above[at - 1] + (word[at - 1] == letter ? 0 : 1));
            if (IsSwap(depth, at, letter, current)) value = Math.Min(value, rows[depth - 2][at - 2] + 1);
            row[at] = value;
            least = Math.Min(least, value);
        }
        return least;
    }

    private bool IsSwap(int depth, int at, char letter, string current) =>
        depth > 1 && at > 1 && letter == word[at - 2] && current[depth - 2] == word[at - 1];

    /// <summary>The row above was just near enough, so only a letter that costs nothing there, or ends a swap, may stand here.</summary>
    private string? Skip(string current, int depth)
    {
        if (hasSurrogates || char.IsSurrogate(current[depth - 1])) return words.PastPrefix(Whole(current, depth));
        var next = char.MaxValue;
        for (var at = FirstAt(depth); at <= LastAt(depth); at++)
        {
            if (rows[depth - 1][at - 1] <= distanceMax) next = Later(word[at - 1], current[depth - 1], next);
            if (depth > 1 && at > 1 && current[depth - 2] == word[at - 1] && rows[depth - 2][at - 2] < distanceMax) next = Later(word[at - 2], current[depth - 1], next);
        }
        return next < char.MaxValue ? words.AtOrAfter(string.Concat(current.AsSpan(0, depth - 1), [next])) : words.PastPrefix(current[..Math.Max(1, depth - 1)]);
    }

    private static char Later(char letter, char than, char best) => letter > than && letter < best ? letter : best;

    /// <summary>A prefix that does not end inside a character.</summary>
    private static string Whole(string current, int length) =>
        current[..(length < current.Length && char.IsLowSurrogate(current[length]) ? length + 1 : length)];
}
