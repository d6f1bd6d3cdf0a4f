using System.Buffers;
using System.Text;

namespace WebP2P.Protocols.Search;

/// <summary>Cuts a name into the tokens of wire version 1; README.md has the rules.</summary>
public static class Tokenizer
{
    /// <summary>Most tokens of one name; what follows is not searchable.</summary>
    public const int TokensMax = 32;

    /// <summary>Longest token in bytes of UTF-8; a longer one is cut at a code point.</summary>
    public const int TokenBytesMax = 64;

    private const int AsciiEnd = 0x80;

    /// <summary>The letters and digits of ASCII: folding only lowers their case.</summary>
    private static readonly SearchValues<char> AsciiLetters = SearchValues.Create([.. Enumerable.Range(0, AsciiEnd).Where(code => FoldingTable.Fold(code) > FoldingTable.Separator).Select(code => (char)code)]);

    /// <summary>The tokens of a name in order of appearance, repeated ones included.</summary>
    public static IReadOnlyList<string> Tokenize(string name)
    {
        var tokens = Read(name, new NameTokens(stackalloc char[NameTokens.CharactersOf(name)], stackalloc int[TokensMax]));
        var texts = new string[tokens.Count];
        for (var number = 0; number < texts.Length; number++) texts[number] = tokens[number].ToString();
        return texts;
    }

    /// <summary>Adds the tokens of a name, or of a part of it that ends where a token does.</summary>
    internal static NameTokens Read(scoped ReadOnlySpan<char> name, NameTokens tokens)
    {
        var run = new TokenRun(tokens);
        for (var at = 0; at < name.Length && !run.IsFull;)
        {
            var skipped = run.IsEmpty && name[at] < AsciiEnd ? AddAscii(ref run, name[at..]) : 0;
            if (skipped == 0)
            {
                Rune.DecodeFromUtf16(name[at..], out var rune, out skipped);
                Add(ref run, FoldingTable.Fold(rune.Value));
            }
            at += skipped;
        }
        run.End();
        return run.Tokens;
    }

    /// <returns>How many characters were read; 0 when a word of ASCII goes on with other letters.</returns>
    private static int AddAscii(ref TokenRun run, scoped ReadOnlySpan<char> rest)
    {
        var length = rest.IndexOfAnyExcept(AsciiLetters);
        if (length == 0) return 1;
        if (length < 0) length = rest.Length;
        else if (rest[length] >= AsciiEnd) return 0;
        run.AddWord(rest[..length]);
        return length;
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
