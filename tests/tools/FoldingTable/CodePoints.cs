using System.Globalization;
using System.Text;

namespace WebP2P.Tools.FoldingTable;

/// <summary>What one code point becomes in a token, by the data of the runtime.</summary>
internal static class CodePoints
{
    public const int Separator = ' ';

    /// <summary>Letters, marks and numbers that Unicode 15.1 and 16.0 added.</summary>
    private static readonly (int First, int Last)[] Younger =
    [
        (0x897, 0x897), (0x1C89, 0x1C8A), (0xA7CB, 0xA7CD), (0xA7DA, 0xA7DC), (0x105C0, 0x105F3), (0x10D40, 0x10D8F), (0x10EC2, 0x10EC4),
        (0x10EFC, 0x10EFC), (0x11380, 0x113E2), (0x116D0, 0x116E3), (0x11BC0, 0x11BF9), (0x11F5A, 0x11F5A), (0x13460, 0x143FA),
        (0x16100, 0x16139), (0x16D40, 0x16D79), (0x18CFF, 0x18CFF), (0x1CC00, 0x1CCF9), (0x1E5D0, 0x1E5FF), (0x2EBF0, 0x2EE5D),
    ];

    /// <summary>Letters and spaces; empty for a mark; one space for everything that separates.</summary>
    public static int[] Fold(int codePoint)
    {
        if (codePoint is >= 0xAC00 and <= 0xD7A3) return [codePoint];
        if (IsUnknown(codePoint) || Younger.Any(range => codePoint >= range.First && codePoint <= range.Last)) return [Separator];
        var text = char.ConvertFromUtf32(codePoint);
        for (var before = ""; before != text;)
        {
            before = text;
            text = FoldCase(WithoutMarks(text.Normalize(NormalizationForm.FormKD)));
        }
        return text.Length == 0 ? [] : Words(text);
    }

    private static int[] Words(string text)
    {
        var folded = new List<int>();
        foreach (var rune in text.EnumerateRunes())
        {
            var code = IsWord(rune) ? rune.Value : Separator;
            if (code != Separator || folded.Count == 0 || folded[^1] != Separator) folded.Add(code);
        }
        return [.. folded];
    }

    private static string WithoutMarks(string text) => string.Concat(text.EnumerateRunes().Where(rune => !IsMark(rune)));

    private static string FoldCase(string text) =>
        text.ToUpperInvariant().ToLowerInvariant().Replace("\u00DF", "ss", StringComparison.Ordinal);

    private static bool IsUnknown(int codePoint) => CharUnicodeInfo.GetUnicodeCategory(codePoint)
        is UnicodeCategory.OtherNotAssigned or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse;

    private static bool IsMark(Rune rune) => Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark;

    private static bool IsWord(Rune rune) => Rune.IsLetter(rune) || Rune.IsNumber(rune);
}
