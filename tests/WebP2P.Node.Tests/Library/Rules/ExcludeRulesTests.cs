using WebP2P.Node.Control;
using WebP2P.Node.Library;
using WebP2P.Node.Library.Rules;

namespace WebP2P.Node.Tests.Library.Rules;

public sealed class ExcludeRulesTests
{
    [Theory]
    [InlineData("a.tmp")]
    [InlineData("a.part")]
    [InlineData("a.crdownload")]
    [InlineData("a.!qB")]
    [InlineData("x/Thumbs.db")]
    [InlineData("x/desktop.ini")]
    [InlineData("x/.DS_Store")]
    [InlineData(".hidden")]
    [InlineData(".folder/a.txt")]
    [InlineData("x/.folder/a.txt")]
    public void Unless_told_otherwise_unfinished_and_hidden_files_are_left_out(string path) =>
        Assert.NotNull(new ExcludeRules(ExcludeSettings.Everywhere, ExcludeSettings.None).Reason(path, File(1)));

    [Fact]
    public void Other_files_are_offered() => Assert.Null(new ExcludeRules(ExcludeSettings.Everywhere, ExcludeSettings.None).Reason("x/a.b.txt", File(1)));

    [Fact]
    public void The_reason_names_the_rule() =>
        Assert.Contains("*.tmp", new ExcludeRules(ExcludeSettings.Everywhere, ExcludeSettings.None).Reason("a.tmp", File(1)), StringComparison.Ordinal);

    [Theory]
    [InlineData(null, null, false)]
    [InlineData(true, null, true)]
    [InlineData(null, true, true)]
    [InlineData(true, false, false)]
    [InlineData(false, true, true)]
    public void A_share_decides_about_its_hidden_files_before_the_rule_for_all(bool? everywhere, bool? share, bool isOffered)
    {
        var rules = new ExcludeRules(new ExcludeSettings([], everywhere), new ExcludeSettings([], share));
        Assert.Equal(isOffered, rules.Reason("x/.hidden", File(1)) is null);
    }

    [Theory]
    [InlineData(9, false)]
    [InlineData(10, true)]
    [InlineData(100, true)]
    [InlineData(101, false)]
    public void Sizes_count_from_both_sides_and_the_narrower_one_counts(long size, bool isOffered)
    {
        var (one, other) = (new ExcludeSettings([], null, 5, 100), new ExcludeSettings([], null, 10, 1_000));
        var rules = new ExcludeRules(one, other);
        Assert.Equal(isOffered, rules.Reason("a", File(size)) is null);
        Assert.Equal(isOffered, new ExcludeRules(other, one).Reason("a", File(size)) is null);
        Assert.Null(rules.Reason("folder", new FileStat(EntryKind.Folder, 0, 0, 0, 0)));
    }

    [Fact]
    public void A_hundred_patterns_are_taken_and_one_more_is_not()
    {
        var most = Enumerable.Range(0, ExcludeRules.PatternsMax).Select(number => $"*.{number}").ToList();
        Assert.Null(ExcludeRules.Check(new ExcludeSettings(most)));
        Assert.Equal("too-many-rules", ExcludeRules.Check(new ExcludeSettings([.. most, "*.x"]))!.Code);
    }

    [Fact]
    public void What_is_wrong_is_said_with_rule_and_place()
    {
        var refusal = ExcludeRules.Check(new ExcludeSettings(["*.tmp", "a[b"]));
        Assert.Equal(RefusalKind.Invalid, refusal!.Kind);
        Assert.StartsWith("Rule 2, a[b, character 2:", refusal.Message, StringComparison.Ordinal);
        Assert.Equal("invalid-rule", ExcludeRules.Check(new ExcludeSettings([null!]))!.Code);
    }

    [Fact]
    public void Sizes_below_nothing_or_the_wrong_way_round_are_refused()
    {
        Assert.NotNull(ExcludeRules.Check(new ExcludeSettings([], null, -1)));
        Assert.NotNull(ExcludeRules.Check(new ExcludeSettings([], null, null, -1)));
        Assert.NotNull(ExcludeRules.Check(new ExcludeSettings([], null, 11, 10)));
        Assert.Null(ExcludeRules.Check(new ExcludeSettings([], null, 10, 10)));
    }

    [Theory]
    [InlineData("a.log", true)]
    [InlineData("keep.log", false)]
    [InlineData("x/keep.log", false)]
    [InlineData("old/keep.log", true)]
    [InlineData("drafts/keep.log", true)]
    [InlineData("notes/a.txt", true)]
    [InlineData("notes/best/a.txt", false)]
    [InlineData("notes/best/a.log", true)]
    [InlineData("notes/best/deep/a.txt", false)]
    public void A_later_rule_takes_back_what_an_earlier_one_left_out(string path, bool isLeftOut)
    {
        var rules = new ExcludeRules(ExcludeSettings.None, new ExcludeSettings(["*.log", "!keep.log", "old/keep.log", "drafts/", "!drafts/keep.log", "notes/*", "!notes/best/"]));
        Assert.Equal(isLeftOut, rules.Reason(path, File(1)) is not null);
    }

    [Fact]
    public void The_rule_that_counts_is_named()
    {
        var rules = new ExcludeRules(ExcludeSettings.None, new ExcludeSettings(["*.log", "!keep.log", "k*.log"]));
        Assert.Equal("left out by the rule k*.log", rules.Reason("keep.log", File(1)));
        Assert.Equal("left out by the rule *.log", rules.Reason("a.log", File(1)));
    }

    [Fact]
    public void A_share_takes_back_what_the_rules_for_all_leave_out_and_neither_hidden_files_nor_sizes()
    {
        var rules = new ExcludeRules(new ExcludeSettings(["*.tmp", "!b.tmp"], null, 10), new ExcludeSettings(["!a.tmp", "!.profile", "b.tmp", "!small"]));
        Assert.Null(rules.Reason("a.tmp", File(10)));
        Assert.NotNull(rules.Reason("b.tmp", File(10)));
        Assert.NotNull(rules.Reason("c.tmp", File(10)));
        Assert.Equal("hidden", rules.Reason(".profile", File(10)));
        Assert.NotNull(rules.Reason("small", File(9)));
    }

    [Fact]
    public void A_path_deeper_than_any_share_is_judged_too()
    {
        var rules = new ExcludeRules(ExcludeSettings.None, new ExcludeSettings(["*.log"]));
        var deep = string.Concat(Enumerable.Repeat("x/", 200));
        Assert.NotNull(rules.Reason($"{deep}a.log", File(1)));
        Assert.Null(rules.Reason($"{deep}a.txt", File(1)));
    }

    [Fact]
    public void Every_answer_is_the_one_of_plain_rules()
    {
        var dice = new Random(11);
        for (var round = 0; round < 5_000; round++)
        {
            List<string> texts = [];
            while (texts.Count < 4)
            {
                var text = (dice.Next(2) == 0 ? "!" : "") + Text(dice, "ab*?/", dice.Next(1, 7));
                if (ExcludePattern.TryParse(text, out _, out _)) texts.Add(text);
            }
            var path = string.Join('/', Enumerable.Range(0, dice.Next(1, 5)).Select(_ => Text(dice, "ab", dice.Next(1, 3))));
            var isLeftOut = new ExcludeRules(ExcludeSettings.None, new ExcludeSettings(texts)).Reason(path, File(1)) is not null;
            Assert.True(PlainMatch.LeavesOut(texts, path) == isLeftOut, $"{string.Join(' ', texts)} on {path}");
        }
    }

    private static string Text(Random dice, string letters, int length) => string.Concat(Enumerable.Range(0, length).Select(_ => letters[dice.Next(letters.Length)]));

    private static FileStat File(long size) => new(EntryKind.File, size, 0, 0, 0);
}
