using WebP2P.Protocols.Content;

namespace WebP2P.Protocols.Tests.Content;

public sealed class ContentKindsTests
{
    [Theory]
    [InlineData("song.mp3", ContentKind.Audio)]
    [InlineData("SONG.FLAC", ContentKind.Audio)]
    [InlineData("a.b.mkv", ContentKind.Video)]
    [InlineData("x.jpeg", ContentKind.Image)]
    [InlineData("x.pdf", ContentKind.Document)]
    [InlineData("x.tar.gz", ContentKind.Archive)]
    [InlineData("x.exe", ContentKind.Program)]
    [InlineData("x.txt", ContentKind.Text)]
    [InlineData("x.unknown", ContentKind.Other)]
    [InlineData("mp3", ContentKind.Other)]
    [InlineData(".mp3", ContentKind.Other)]
    [InlineData("x.", ContentKind.Other)]
    [InlineData("", ContentKind.Other)]
    public void The_extension_gives_the_kind(string name, ContentKind kind) => Assert.Equal(kind, ContentKinds.FromName(name));

    [Fact]
    public void Every_kind_has_a_name_that_is_read_back()
    {
        foreach (var kind in Enum.GetValues<ContentKind>())
        {
            Assert.True(ContentKinds.TryParse(ContentKinds.NameOf(kind).ToUpperInvariant(), out var read));
            Assert.Equal(kind, read);
        }
        Assert.False(ContentKinds.TryParse("music", out _));
    }
}
