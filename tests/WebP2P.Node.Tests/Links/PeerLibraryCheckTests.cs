using WebP2P.Node.Links;
using WebP2P.Protocols.Overlays;
using WebP2P.Protocols.Search;

namespace WebP2P.Node.Tests.Links;

public sealed class PeerLibraryCheckTests
{
    private const string Hash = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

    private static readonly PeerLibraryFile Good = new(Hash, 5, "music/live", "a.mp3", 1);

    private readonly DropCounters drops = new();

    [Fact]
    public void What_can_be_true_is_believed()
    {
        var entries = Check().Read(Page([new PeerLibraryFolder("1999", 0, 0)], [Good, Good with { Name = "empty", Hash = null, Size = 0 }]), 3)!;
        Assert.Equal(["music/live/1999", "music/live/a.mp3", "music/live/empty"], entries.Select(entry => entry.Path));
        Assert.Equal(0, drops[DropReason.DoesNotMatch]);
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("a/b")]
    [InlineData("/etc/passwd")]
    [InlineData("a\0b")]
    [InlineData(null)]
    public void A_name_that_is_none_is_left_out(string? name)
    {
        Assert.Empty(Check().Read(Page([new PeerLibraryFolder(name!, 1, 1)], [Good with { Name = name! }]), 9)!);
        Assert.Equal(2, drops[DropReason.DoesNotMatch]);
    }

    [Fact]
    public void A_name_has_a_thousand_and_twenty_four_bytes_at_most()
    {
        var longest = new string('a', PeerLibraryCheck.NameBytesMax);
        Assert.Single(Check().Read(Page([new PeerLibraryFolder(longest, 1, 1), new PeerLibraryFolder(longest + "a", 1, 1)], []), 9)!);
    }

    [Theory]
    [InlineData("music")]
    [InlineData("music/live/1999")]
    [InlineData("music/lively")]
    [InlineData("/music/live")]
    [InlineData("")]
    [InlineData("C:\\Users\\bob\\music")]
    [InlineData(null)]
    public void A_file_of_another_folder_is_left_out(string? folder) => Assert.Empty(Check().Read(Page([], [Good with { Folder = folder! }]), 9)!);

    [Fact]
    public void A_search_gives_files_of_the_folder_and_below_and_nothing_else()
    {
        Assert.True(Query.TryParse("mp3", out var query, out _));
        var check = new PeerLibraryCheck("music/live", query, drops);
        var entries = check.Read(Page([], [Good, Good with { Folder = "music/live/1999" }, Good with { Folder = "music/lively" }, Good with { Folder = "music" }, Good with { Folder = "music/live/../../x" }, Good with { Name = "b.ogg" }]), 9);
        Assert.Equal(["music/live/a.mp3", "music/live/1999/a.mp3"], entries!.Select(entry => entry.Path));
        Assert.Equal(4, drops[DropReason.DoesNotMatch]);
        Assert.Null(check.Read(Page([new PeerLibraryFolder("mp3", 1, 1)], []), 9));
    }

    [Fact]
    public void Figures_that_cannot_be_are_left_out()
    {
        PeerLibraryFile[] bad =
        [
            Good with { Size = -1 }, Good with { Size = (1L << 43) + 1 }, Good with { Size = 0 }, Good with { Hash = null }, Good with { Hash = "xyz" },
            Good with { ModifiedUnixMs = -1 }, Good with { ModifiedUnixMs = long.MaxValue },
        ];
        Assert.Empty(Check().Read(Page([new PeerLibraryFolder("a", -1, 0), new PeerLibraryFolder("b", 0, -1)], bad), 20)!);
        Assert.Equal(bad.Length + 2, drops[DropReason.DoesNotMatch]);
    }

    [Fact]
    public void The_same_entry_twice_is_shown_once() => Assert.Single(Check().Read(Page([], [Good, Good with { Size = 6 }]), 9)!);

    [Fact]
    public void More_than_was_asked_for_or_half_an_answer_is_no_answer()
    {
        Assert.Null(Check().Read(Page([new PeerLibraryFolder("a", 1, 1)], [Good]), 1));
        Assert.Null(Check().Read(new PeerLibraryPage(null!, [], null), 1));
        Assert.Null(Check().Read(new PeerLibraryPage([], null!, null), 1));
        Assert.Empty(Check().Read(Page([null!], [null!]), 9)!);
    }

    private PeerLibraryCheck Check() => new("music/live", null, drops);

    private static PeerLibraryPage Page(PeerLibraryFolder[] folders, PeerLibraryFile[] files) => new(folders, files, null);
}
