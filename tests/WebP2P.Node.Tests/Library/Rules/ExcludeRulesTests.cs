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

    private static FileStat File(long size) => new(EntryKind.File, size, 0, 0, 0);
}
