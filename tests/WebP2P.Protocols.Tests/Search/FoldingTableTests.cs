using System.Globalization;
using System.Text;
using WebP2P.Protocols.Search;

namespace WebP2P.Protocols.Tests.Search;

public sealed class FoldingTableTests
{
    /// <summary>Where folding is more than lower case: small letters that share one capital, and ß.</summary>
    private static readonly Dictionary<string, string> Differences = new()
    {
        ["ß"] = "ss",
        ["ς"] = "σ",
        ["\u1C80"] = "в",
        ["\u1C81"] = "д",
        ["\u1C82"] = "о",
        ["\u1C83"] = "с",
        ["\u1C84"] = "т",
        ["\u1C85"] = "т",
        ["\u1C86"] = "ъ",
        ["\u1C87"] = "ѣ",
        ["\u1C88"] = "\uA64B",
    };

    [Fact]
    public void Letters_and_digits_of_the_first_plane_fold_as_the_runtime_would()
    {
        Assert.SkipWhen("é".Normalize(NormalizationForm.FormKD).Length == 1, "This runtime has no normalisation data.");
        var wrong = new List<string>();
        for (var code = 0; code < 0xFFFE; code++)
        {
            if (!Rune.IsValid(code) || FoldingTable.Fold(code) == FoldingTable.Separator || code is >= 0xAC00 and <= 0xD7A3) continue;
            var (ours, theirs) = (Folded(code), ByRuntime(((char)code).ToString()));
            if (ours != theirs) wrong.Add($"U+{code:X4} {(char)code}: {ours} instead of {theirs}");
        }
        Assert.True(wrong.Count == 0, string.Join(Environment.NewLine, wrong));
    }

    [Fact]
    public void Letters_younger_than_the_table_separate()
    {
        Assert.Equal(FoldingTable.Separator, FoldingTable.Fold(0xA7CB));
        Assert.Equal(FoldingTable.Separator, FoldingTable.Fold(0x2EBF0));
        Assert.Equal(FoldingTable.Separator, FoldingTable.Fold(0x10FFFF));
        Assert.Equal(0x31350, FoldingTable.Fold(0x31350));
    }

    private static string Folded(int code)
    {
        var folded = FoldingTable.Fold(code);
        int[] codes = folded switch
        {
            FoldingTable.Removed => [],
            < FoldingTable.Removed => FoldingTable.Several(folded).ToArray(),
            _ => [folded],
        };
        return string.Concat(codes.Select(each => each == FoldingTable.Separator ? " " : new Rune(each).ToString()));
    }

    private static string ByRuntime(string letter)
    {
        var text = new StringBuilder();
        foreach (var rune in letter.Normalize(NormalizationForm.FormKD).EnumerateRunes())
        {
            if (IsMark(rune)) continue;
            var lower = rune.ToString().ToLowerInvariant();
            var part = Rune.IsLetter(rune) || Rune.IsNumber(rune) ? Differences.GetValueOrDefault(lower, lower) : " ";
            if (part != " " || text.Length == 0 || text[^1] != ' ') text.Append(part);
        }
        return text.ToString();
    }

    private static bool IsMark(Rune rune) => Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark;
}
