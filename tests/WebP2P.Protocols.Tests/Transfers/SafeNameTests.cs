using System.Text;
using WebP2P.Protocols.Transfers;

namespace WebP2P.Protocols.Tests.Transfers;

public sealed class SafeNameTests
{
    [Theory]
    [InlineData("song.mp3", "song.mp3")]
    [InlineData("AC/DC - live.mp3", "AC_DC - live.mp3")]
    [InlineData("../../x", "___.._x")]
    [InlineData("/etc/passwd", "_etc_passwd")]
    [InlineData(@"C:\x", "C__x")]
    [InlineData(@"\\server\x", "__server_x")]
    [InlineData("a\0b", "a_b")]
    [InlineData("a\r\nb\u0085c\u007fd", "a__b_c_d")]
    [InlineData("<img src=x onerror=alert(1)>", "_img src=x onerror=alert(1)_")]
    [InlineData("invoice\u202Efdp.exe", "invoicefdp.exe")]
    [InlineData("a\u200B\u2066b\uFEFFc\u200F", "abc")]
    [InlineData("CON", "_CON")]
    [InlineData("con.txt", "_con.txt")]
    [InlineData("Aux .tar.gz", "_Aux .tar.gz")]
    [InlineData("COM1", "_COM1")]
    [InlineData("LPT\u00B2.log", "_LPT\u00B2.log")]
    [InlineData("CONTENT.txt", "CONTENT.txt")]
    [InlineData("name. . .", "name")]
    [InlineData("  name  ", "name")]
    [InlineData(".webp2p-0.part", "_webp2p-0.part")]
    [InlineData("what? 10:30*|\"", "what_ 10_30___")]
    [InlineData("cafe\u0301", "caf\u00E9")]
    [InlineData("", "file")]
    [InlineData("...", "file")]
    [InlineData("\u200B", "file")]
    public void A_hostile_name_becomes_a_harmless_one(string offered, string safe) => Assert.Equal(safe, SafeName.From(offered));

    [Fact]
    public void Half_of_a_surrogate_pair_is_replaced() => Assert.Equal("a_b", SafeName.From("a\uD800b"));

    [Theory]
    [InlineData("x", 300, ".mp3")]
    [InlineData("\u00E9", 300, ".mp3")]
    [InlineData("\U0001F600", 300, ".jpeg")]
    [InlineData("x", 300, "")]
    public void A_long_name_is_cut_at_a_character_and_keeps_its_extension(string letter, int count, string extension)
    {
        var safe = SafeName.From(string.Concat(Enumerable.Repeat(letter, count)) + extension);
        var bytes = Encoding.UTF8.GetByteCount(safe);
        Assert.InRange(bytes, SafeName.NameBytesMax - 4, SafeName.NameBytesMax);
        Assert.EndsWith(extension, safe);
        Assert.DoesNotContain('\uFFFD', Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(safe)));
    }

    [Fact]
    public void A_safe_name_is_left_as_it_is()
    {
        foreach (var offered in new[] { "../../x", "CON", new string('\u00E9', 300) + ".mp3", "a" + new string('.', 300), new string('.', 300) + "a", "a \u202E ." })
            Assert.Equal(SafeName.From(offered), SafeName.From(SafeName.From(offered)));
    }

    [Fact]
    public void A_number_stands_before_the_extension_and_the_name_stays_short()
    {
        Assert.Equal("song (2).mp3", SafeName.Numbered("song.mp3", 2));
        Assert.Equal("song (3)", SafeName.Numbered("song", 3));
        var numbered = SafeName.Numbered(SafeName.From(new string('x', 300) + ".mp3"), 12);
        Assert.Equal(SafeName.NameBytesMax, Encoding.UTF8.GetByteCount(numbered));
        Assert.EndsWith(" (12).mp3", numbered);
    }

    [Fact]
    public void Names_that_differ_only_in_case_or_composition_have_one_key()
    {
        Assert.Equal(SafeName.Key("CAF\u00C9.txt"), SafeName.Key("cafe\u0301.TXT"));
        Assert.NotEqual(SafeName.Key("cafe.txt"), SafeName.Key("caf\u00E9.txt"));
    }
}
