using System.Runtime.CompilerServices;
using System.Text;

namespace WebP2P.Protocols.Search;

/// <summary>Letters that follow each other, of one kind of script: a word, or letters that become pairs.</summary>
internal ref struct TokenRun(NameTokens tokens)
{
    /// <summary>More letters of one run cannot change its tokens.</summary>
    public const int CodePointsMax = Tokenizer.TokenBytesMax;

    [InlineArray(CodePointsMax)]
    private struct Letters
    {
        private int first;
    }

    private Letters letters;
    private NameTokens tokens = tokens;
    private int count;
    private bool isPaired;

    public readonly NameTokens Tokens => tokens;

    public readonly bool IsFull => tokens.IsFull;

    /// <summary>Between two tokens.</summary>
    public readonly bool IsEmpty => count == 0;

    public void Add(int codePoint)
    {
        var paired = Scripts.IsPaired(codePoint);
        if (paired != isPaired) End();
        isPaired = paired;
        if (count > 0 && paired && Scripts.Compose(letters[count - 1], codePoint) is > 0 and var composed) letters[count - 1] = composed;
        else if (count < CodePointsMax) letters[count++] = codePoint;
    }

    /// <summary>A whole token of ASCII letters and digits.</summary>
    public void AddWord(scoped ReadOnlySpan<char> word)
    {
        Ascii.ToLower(word[..Math.Min(word.Length, Tokenizer.TokenBytesMax)], tokens.Rest, out var characters);
        tokens.Take(characters);
    }

    public void End()
    {
        ReadOnlySpan<int> run = letters[..count];
        if (isPaired && count > 1)
        {
            for (var at = 0; at + 1 < count; at++) Keep(run.Slice(at, 2));
        }
        else if (count > 0)
        {
            Keep(run);
        }
        count = 0;
    }

    private void Keep(scoped ReadOnlySpan<int> codePoints)
    {
        if (tokens.IsFull) return;
        var rest = tokens.Rest;
        var (characters, bytes) = (0, 0);
        foreach (var codePoint in codePoints)
        {
            var rune = new Rune(codePoint);
            bytes += rune.Utf8SequenceLength;
            if (bytes > Tokenizer.TokenBytesMax) break;
            characters += rune.EncodeToUtf16(rest[characters..]);
        }
        tokens.Take(characters);
    }
}
