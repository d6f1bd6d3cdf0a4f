using System.Text;

namespace WebP2P.Protocols.Search;

/// <summary>Letters that follow each other, of one kind of script: a word, or letters that become pairs.</summary>
internal ref struct TokenRun(Span<int> letters)
{
    /// <summary>More letters of one run cannot change its tokens.</summary>
    public const int CodePointsMax = Tokenizer.TokenBytesMax;

    private readonly Span<int> letters = letters;
    private int count;
    private bool isPaired;

    public List<string> Tokens { get; } = [];

    public void Add(int codePoint)
    {
        var paired = Scripts.IsPaired(codePoint);
        if (paired != isPaired) End();
        isPaired = paired;
        if (count > 0 && paired && Scripts.Compose(letters[count - 1], codePoint) is > 0 and var composed) letters[count - 1] = composed;
        else if (count < letters.Length) letters[count++] = codePoint;
    }

    public void End()
    {
        if (isPaired && count > 1)
        {
            for (var at = 0; at + 1 < count; at++) Keep(letters.Slice(at, 2));
        }
        else if (count > 0)
        {
            Keep(letters[..count]);
        }
        count = 0;
    }

    private readonly void Keep(ReadOnlySpan<int> codePoints)
    {
        if (Tokens.Count >= Tokenizer.TokensMax) return;
        Span<char> text = stackalloc char[Tokenizer.TokenBytesMax];
        var (characters, bytes) = (0, 0);
        foreach (var codePoint in codePoints)
        {
            var rune = new Rune(codePoint);
            bytes += rune.Utf8SequenceLength;
            if (bytes > Tokenizer.TokenBytesMax) break;
            characters += rune.EncodeToUtf16(text[characters..]);
        }
        Tokens.Add(new string(text[..characters]));
    }
}
