using System.Globalization;

namespace WebP2P.Node.Links;

/// <summary>Strangers' words in logs and sentences of our own: one line, no control or direction characters, bounded.</summary>
internal static class ForeignText
{
    private const int LengthMax = 200;

    public static string Line(string text) =>
        string.Concat(text.Take(LengthMax).Where(character => !char.IsControl(character) && !char.IsSurrogate(character)
            && char.GetUnicodeCategory(character) is not (UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)));
}
