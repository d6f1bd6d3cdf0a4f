namespace WebP2P.Protocols.Search;

/// <summary>The word that somebody is typing: the last one of a text that has not ended yet.</summary>
public static class SuggestPrefix
{
    /// <summary>Letters from which on words are suggested.</summary>
    public const int LettersMin = 2;

    /// <summary>Most words that are suggested.</summary>
    public const int WordsMax = 10;

    /// <summary>The beginning of the last word as a token; null when there is nothing to suggest: too short, ended, or a filter.</summary>
    public static string? Of(string text)
    {
        if (text.Length is 0 or > Query.TextMax) return null;
        var start = StartOf(text);
        var chunk = text[start..];
        if (chunk.Contains(':', StringComparison.Ordinal)) return null;
        var tokens = Tokenizer.Tokenize(chunk);
        // A separator at the end ends the word: one more letter would begin another.
        if (tokens.Count is 0 or >= Tokenizer.TokensMax || Tokenizer.Tokenize(chunk + "x").Count > tokens.Count) return null;
        return tokens[^1].Length >= LettersMin ? tokens[^1] : null;
    }

    /// <summary>Where the last chunk of a text begins, behind space, quotes and the sign of an excluded word.</summary>
    public static int StartOf(string text)
    {
        var start = text.Length;
        while (start > 0 && !char.IsWhiteSpace(text[start - 1]) && text[start - 1] is not ('"' or '\u201C' or '\u201D' or '\u201E')) start--;
        return start < text.Length && text[start] == '-' ? start + 1 : start;
    }
}
