using System.Text;

namespace WebP2P.Protocols.Search;

/// <summary>The tokens of a name one behind the other in a buffer of the caller: nothing is allocated for names that are only looked at.</summary>
internal ref struct NameTokens(Span<char> text, Span<int> ends)
{
    /// <summary>Characters that the tokens of any name fit into.</summary>
    public const int CharactersMax = Tokenizer.TokensMax * Tokenizer.TokenBytesMax;

    /// <summary>Characters that the tokens of this name fit into; only folding other letters than those of ASCII makes more of them.</summary>
    public static int CharactersOf(string name) => Ascii.IsValid(name) ? Math.Min(CharactersMax, name.Length) : CharactersMax;

    private readonly Span<char> text = text;
    private readonly Span<int> ends = ends;

    public int Count { get; private set; }

    public readonly bool IsFull => Count >= Tokenizer.TokensMax;

    /// <summary>Where the next token is to be written.</summary>
    public readonly Span<char> Rest => text[Start(Count)..];

    public readonly ReadOnlySpan<char> this[int number] => text[Start(number)..ends[number]];

    /// <summary>Takes what was written to <see cref="Rest"/>.</summary>
    public void Take(int characters)
    {
        ends[Count] = Start(Count) + characters;
        Count++;
    }

    public readonly bool Has(string word)
    {
        for (var number = 0; number < Count; number++)
            if (this[number].SequenceEqual(word)) return true;
        return false;
    }

    public readonly bool HasBeginning(string prefix)
    {
        for (var number = 0; number < Count; number++)
            if (this[number].StartsWith(prefix)) return true;
        return false;
    }

    /// <summary>Whether these tokens follow each other among the first <paramref name="within"/>.</summary>
    public readonly bool HasTogether(IReadOnlyList<string> phrase, int within)
    {
        for (var first = 0; first + phrase.Count <= within; first++)
        {
            var same = 0;
            while (same < phrase.Count && this[first + same].SequenceEqual(phrase[same])) same++;
            if (same == phrase.Count) return true;
        }
        return false;
    }

    private readonly int Start(int number) => number == 0 ? 0 : ends[number - 1];
}
