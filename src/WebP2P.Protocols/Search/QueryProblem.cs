using System.Globalization;
using System.Text;

namespace WebP2P.Protocols.Search;

/// <summary>Why a text is no query.</summary>
/// <param name="Position">Where, in characters from the start of the text.</param>
/// <param name="Found">What stands there, shortened, without what is not for showing.</param>
/// <param name="Expected">What would be right there.</param>
/// <param name="Message">All of it as one sentence.</param>
public sealed record QueryProblem(int Position, string Found, string Expected, string Message)
{
    private const int FoundCharactersMax = 40;

    internal static QueryProblem At(string text, int position, int length, string expected)
    {
        var found = Show(text.AsSpan(position, Math.Min(length, text.Length - position)));
        var shown = found.Length == 0 ? "the end" : $"'{found}'";
        var message = string.Create(CultureInfo.InvariantCulture, $"At character {position + 1}: found {shown}, expected {expected}.");
        return new QueryProblem(position, found, expected, message);
    }

    /// <summary>The text comes from strangers too, and goes into JSON, pages and logs.</summary>
    private static string Show(ReadOnlySpan<char> text)
    {
        var shown = new StringBuilder(FoundCharactersMax);
        foreach (var rune in text[..Math.Min(text.Length, FoundCharactersMax)].EnumerateRunes())
        {
            shown.Append(IsShown(rune) ? rune.ToString() : Rune.ReplacementChar.ToString());
        }
        return shown.ToString();
    }

    /// <summary>Not what steers a terminal, ends a line or turns the direction of writing.</summary>
    private static bool IsShown(Rune rune) => Rune.GetUnicodeCategory(rune)
        is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
}
