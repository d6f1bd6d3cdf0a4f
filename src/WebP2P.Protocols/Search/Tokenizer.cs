namespace WebP2P.Protocols.Search;

/// <summary>Cuts a name into the tokens of wire version 1; README.md has the rules.</summary>
public static class Tokenizer
{
    /// <summary>Most tokens of one name; what follows is not searchable.</summary>
    public const int TokensMax = 32;

    /// <summary>Longest token in bytes of UTF-8; a longer one is cut at a code point.</summary>
    public const int TokenBytesMax = 64;

    /// <summary>The tokens of a name in order of appearance, repeated ones included.</summary>
    public static IReadOnlyList<string> Tokenize(string name)
    {
        var run = new TokenRun(stackalloc int[TokenRun.CodePointsMax]);
        foreach (var rune in name.EnumerateRunes())
        {
            Add(ref run, FoldingTable.Fold(rune.Value));
            if (run.Tokens.Count >= TokensMax) break;
        }
        run.End();
        return run.Tokens;
    }

    private static void Add(ref TokenRun run, int folded)
    {
        if (folded > FoldingTable.Separator) run.Add(folded);
        else if (folded == FoldingTable.Separator) run.End();
        else if (folded < FoldingTable.Removed) AddSeveral(ref run, FoldingTable.Several(folded));
    }

    private static void AddSeveral(ref TokenRun run, ReadOnlySpan<int> several)
    {
        foreach (var folded in several) Add(ref run, folded);
    }
}
