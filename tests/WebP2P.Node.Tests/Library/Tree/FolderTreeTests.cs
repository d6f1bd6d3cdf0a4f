using WebP2P.Node.Library.Tree;

namespace WebP2P.Node.Tests.Library.Tree;

public sealed class FolderTreeTests
{
    private static readonly FolderTree Tree = FolderTree.From([("b/x/y", 2, 20), ("a", 1, 1), ("b", 3, 300), ("b/é", 1, 5)]);

    [Fact]
    public void A_folder_counts_everything_below_it()
    {
        Assert.Equal((7, 326), Figures(""));
        Assert.Equal((1, 1), Figures("a"));
        Assert.Equal((6, 325), Figures("b"));
        Assert.Equal((2, 20), Figures("b/x"));
        Assert.Equal((2, 20), Figures("b/x/y"));
    }

    [Theory]
    [InlineData("c")]
    [InlineData("b/z")]
    [InlineData("a/a")]
    [InlineData("b/")]
    [InlineData("/b")]
    [InlineData("b//x")]
    public void A_folder_that_holds_nothing_is_not_there(string path) => Assert.Null(Tree.Find(path));

    [Fact]
    public void Folders_come_by_name_from_any_place_on()
    {
        var folder = FolderTree.From(Enumerable.Range(0, 50).Select(number => ($"root/{number:00}", 1L, 1L))).Find("root")!;
        Assert.Equal(["00", "01", "02"], FolderTree.After(folder, null, 3).Select(child => child.Name));
        Assert.Equal(["48", "49"], FolderTree.After(folder, "47", 3).Select(child => child.Name));
        Assert.Equal(["48"], FolderTree.After(folder, "47 and a half", 1).Select(child => child.Name));
        Assert.Empty(FolderTree.After(folder, "49", 3));
        Assert.Empty(FolderTree.After(folder, "zz", 3));
    }

    private static (long Files, long Bytes) Figures(string path)
    {
        var folder = Tree.Find(path)!;
        return (folder.Files, folder.Bytes);
    }
}
