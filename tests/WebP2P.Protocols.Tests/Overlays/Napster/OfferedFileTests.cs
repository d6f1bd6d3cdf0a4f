using WebP2P.Protocols.Content;
using WebP2P.Protocols.Overlays.Napster;
using static WebP2P.Tests.Shared.NapsterSamples;

namespace WebP2P.Protocols.Tests.Overlays.Napster;

public sealed class OfferedFileTests
{
    [Theory]
    [InlineData("a")]
    [InlineData(".hidden")]
    [InlineData("...")]
    [InlineData("'; DROP TABLE Files; --")]
    [InlineData("\"NEAR(a b, 3)\" OR * NOT ^a:b")]
    [InlineData("back\\slash")]
    [InlineData("two\nlines\t")]
    [InlineData("C:")]
    [InlineData("日本 🎵.mp3")]
    public void Whatever_a_file_may_be_called_can_be_registered(string name)
    {
        Assert.Null(OfferedFile.Problem(File(name, 1)));
        Assert.Null(OfferedFile.Problem(File("a", 1, folder: "share/" + name)));
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("a/b")]
    [InlineData("a\0b")]
    public void What_no_file_is_called_cannot(string name) => Assert.Equal(OfferProblem.Name, OfferedFile.Problem(File(name, 1)));

    [Theory]
    [InlineData("/etc")]
    [InlineData("music/")]
    [InlineData("music//live")]
    [InlineData("..")]
    [InlineData("music/../../etc")]
    [InlineData("./music")]
    [InlineData("C:")]
    [InlineData("c:/Users/me")]
    [InlineData("C:\\Users\\me")]
    [InlineData("\\\\server\\share")]
    [InlineData("~")]
    [InlineData("~/music")]
    [InlineData("mu\0sic")]
    public void A_folder_is_one_inside_a_share(string folder) => Assert.Equal(OfferProblem.Name, OfferedFile.Problem(File("a", 1, folder: folder)));

    [Theory]
    [InlineData("")]
    [InlineData("music")]
    [InlineData("~music/..live/.x/a: b")]
    public void Any_other_folder_is_fine(string folder) => Assert.Null(OfferedFile.Problem(File("a", 1, folder: folder)));

    [Theory]
    [InlineData(0)]
    [InlineData(-5)]
    [InlineData(ContentId.SizeBytesMax + 1)]
    [InlineData(long.MinValue)]
    [InlineData(long.MaxValue)]
    public void A_size_that_no_content_has_cannot(long sizeBytes) => Assert.Equal(OfferProblem.Size, OfferedFile.Problem(File("a", 1, sizeBytes: sizeBytes)));

    /// <summary>Not as data of a theory: an attribute cannot hold half of a character.</summary>
    [Fact]
    public void Half_of_a_character_is_no_text()
    {
        foreach (var text in new[] { "high \ud800", "\udc00 low", "\ud800\ud800\udc00", "a\udc00b" })
        {
            Assert.False(OfferedFile.IsName(text));
            Assert.False(OfferedFile.IsFolder(text));
        }
    }

    [Fact]
    public void Lengths_count_in_bytes_of_utf8()
    {
        Assert.Null(OfferedFile.Problem(File(new string('x', 1_024), 1, folder: new string('y', 2_048))));
        Assert.NotNull(OfferedFile.Problem(File(new string('x', 1_025), 1)));
        Assert.NotNull(OfferedFile.Problem(File("a", 1, folder: new string('y', 2_049))));
        Assert.Null(OfferedFile.Problem(File(new string('ü', 512), 1)));
        Assert.NotNull(OfferedFile.Problem(File(new string('ü', 513), 1)));
        Assert.NotNull(OfferedFile.Problem(File(new string('x', 1_000_000), 1)));
    }
}
