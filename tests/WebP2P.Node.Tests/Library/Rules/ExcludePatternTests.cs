using System.Diagnostics;
using WebP2P.Node.Library.Rules;

namespace WebP2P.Node.Tests.Library.Rules;

public sealed class ExcludePatternTests
{
    [Theory]
    [InlineData("*.tmp", "a.tmp", true)]
    [InlineData("*.tmp", "deep/er/a.tmp", true)]
    [InlineData("*.tmp", "a.tmp.txt", false)]
    [InlineData("*.tmp", "A.TMP", true)]
    [InlineData("*.tmp", ".tmp", true)]
    [InlineData("*.tmp", "folder.tmp/inside.txt", true)]
    [InlineData("*.!qB", "film.mkv.!qb", true)]
    [InlineData("Thumbs.db", "pictures/thumbs.DB", true)]
    [InlineData("Thumbs.db", "pictures/MyThumbs.db", false)]
    [InlineData("?.txt", "a.txt", true)]
    [InlineData("?.txt", "ab.txt", false)]
    [InlineData("a*c*e", "abcde", true)]
    [InlineData("a*c*e", "abde", false)]
    [InlineData("*", "anything", true)]
    [InlineData("[a-c]x", "BX", true)]
    [InlineData("[a-c]x", "dx", false)]
    [InlineData("[!a-c]x", "dx", true)]
    [InlineData("[!a-c]x", "ax", false)]
    [InlineData("[*]", "*", true)]
    [InlineData("[*]", "a", false)]
    [InlineData("[]]x", "]x", true)]
    [InlineData("ÄRGER*", "ärger.txt", true)]
    [InlineData("[à-ü]x", "éx", true)]
    [InlineData("?x", "日x", true)]
    public void A_pattern_without_a_slash_is_meant_at_any_depth(string pattern, string path, bool hides) => Assert.Equal(hides, Hides(pattern, path));

    [Theory]
    [InlineData("node_modules/", "node_modules/x/y.js", true)]
    [InlineData("node_modules/", "web/node_modules/y.js", true)]
    [InlineData("node_modules/", "web/my_node_modules/y.js", false)]
    [InlineData("a/b/", "a/b/file", true)]
    [InlineData("a/b/", "x/a/b/file", false)]
    [InlineData("a/b/", "a/bb/file", false)]
    [InlineData("/a", "a/file", true)]
    [InlineData("/a", "x/a/file", false)]
    [InlineData("**/cache/", "cache/file", true)]
    [InlineData("**/cache/", "x/y/cache/z/file", true)]
    [InlineData("**/cache/", "x/mycache/file", false)]
    [InlineData("a/**/b", "a/b", true)]
    [InlineData("a/**/b", "a/x/y/b", true)]
    [InlineData("a/**/b", "ab", false)]
    [InlineData("a/**", "a/x", true)]
    [InlineData("a/**", "a/x/y", true)]
    [InlineData("a/**/*.o", "a/x/y.o", true)]
    [InlineData("*/b", "a/b", true)]
    [InlineData("*/b", "a/x/b", false)]
    public void Slashes_hold_a_pattern_to_folders(string pattern, string path, bool hides) => Assert.Equal(hides, Hides(pattern, path));

    [Theory]
    [InlineData("!*.log", "x/a.log", true, true)]
    [InlineData("!/a", "x/a", true, false)]
    [InlineData("!a/b", "x/a/b", true, false)]
    [InlineData("!**/b", "x/b", true, true)]
    [InlineData("!!a", "!a", true, true)]
    [InlineData("**/!a", "x/!a", false, true)]
    [InlineData("/!a", "!a", false, true)]
    [InlineData("*.!qB", "a.!qb", false, true)]
    public void A_mark_in_front_takes_back_and_is_no_part_of_the_name(string text, string path, bool takesBack, bool means)
    {
        Assert.True(ExcludePattern.TryParse(text, out var pattern, out _));
        Assert.Equal((takesBack, means), (pattern!.TakesBack, Means(pattern, path)));
    }

    [Fact]
    public void A_slash_at_the_end_means_folders_only()
    {
        Assert.True(ExcludePattern.TryParse("build/", out var pattern, out _));
        Assert.False(Means(pattern!, "build", isFolder: false));
        Assert.True(Means(pattern!, "build", isFolder: true));
        Assert.False(Means(pattern!, "x/build", isFolder: false));
    }

    [Theory]
    [InlineData("", 0, "needs a name")]
    [InlineData("  ", 0, "needs a name")]
    [InlineData("/", 0, "beside the slash")]
    [InlineData("abc[de", 3, "never closed")]
    [InlineData("abc[]", 3, "never closed")]
    [InlineData("[z-a]", 1, "ends before it begins")]
    [InlineData("a//b", 2, "no folder between")]
    [InlineData("//", 0, "beside the slash")]
    [InlineData("a//", 2, "no folder between")]
    [InlineData("a\\b", 1, "/ between folders")]
    [InlineData("a/../b", 2, ". and ..")]
    [InlineData("./b", 0, ". and ..")]
    [InlineData("a**", 1, "whole folders")]
    [InlineData("**a", 0, "whole folders")]
    [InlineData("***", 0, "whole folders")]
    [InlineData("a\u0001b", 1, "Control characters")]
    [InlineData("[a/b]", 2, "one name")]
    [InlineData("!", 0, "needs a name")]
    [InlineData("! ", 0, "needs a name")]
    [InlineData("!/", 1, "beside the slash")]
    [InlineData("!a//", 3, "no folder between")]
    [InlineData("!//a", 2, "no folder between")]
    [InlineData("!./b", 1, ". and ..")]
    [InlineData("!a[b", 2, "never closed")]
    public void A_pattern_that_cannot_be_read_says_where_and_why(string text, int position, string reason)
    {
        Assert.False(ExcludePattern.TryParse(text, out _, out var problem));
        Assert.Contains(reason, problem!.Message, StringComparison.Ordinal);
        Assert.Equal(position, problem.Position);
    }

    [Fact]
    public void Two_hundred_characters_are_read_and_one_more_is_not()
    {
        var longest = new string('a', ExcludePattern.LengthMax);
        Assert.True(ExcludePattern.TryParse(longest, out var pattern, out _));
        Assert.True(Means(pattern!, "x/" + longest));
        Assert.False(Means(pattern!, longest[1..]));
        Assert.False(ExcludePattern.TryParse(longest + "a", out _, out var problem));
        Assert.Equal(ExcludePattern.LengthMax, problem!.Position);
    }

    [Fact]
    public void Patterns_made_to_be_slow_are_not()
    {
        Assert.True(ExcludePattern.TryParse(string.Concat(Enumerable.Repeat("*a", 99)) + "b", out var pattern, out _));
        var path = string.Join('/', Enumerable.Repeat(new string('a', 250), 8));
        var watch = Stopwatch.StartNew();
        for (var round = 0; round < 100; round++) Assert.False(Means(pattern!, path));
        // 200,000 characters; trying out every split of the stars would not end at all.
        Assert.InRange(watch.ElapsedMilliseconds, 0, 5_000);
    }

    [Fact]
    public void Every_answer_is_the_one_of_a_plain_recursive_matcher()
    {
        var dice = new Random(7);
        for (var round = 0; round < 20_000; round++)
        {
            var text = Text(dice, "ab*?/", dice.Next(1, 9));
            if (!ExcludePattern.TryParse(text, out var pattern, out _)) continue;
            var path = string.Join('/', Enumerable.Range(0, dice.Next(1, 4)).Select(_ => Text(dice, "ab", dice.Next(1, 4))));
            Assert.True(PlainMatch.Hides(text, path) == Means(pattern!, path), $"{text} on {path}");
        }
    }

    private static bool Hides(string text, string path)
    {
        Assert.True(ExcludePattern.TryParse(text, out var pattern, out var problem), problem?.Message);
        return Means(pattern!, path);
    }

    private static bool Means(ExcludePattern pattern, string path, bool isFolder = false)
    {
        var last = new int[path.Count(character => character == '/') + 1];
        pattern.Mark(path, isFolder, last, 1);
        return last.Contains(1);
    }

    private static string Text(Random dice, string letters, int length) => string.Concat(Enumerable.Range(0, length).Select(_ => letters[dice.Next(letters.Length)]));
}
