namespace WebP2P.Simulation.Tests;

public sealed class LargePagesTests
{
    [Fact]
    public void Large_parts_that_belong_to_no_file_are_taken_as_whole_pages()
    {
        string[] maps =
        [
            "7f0000001000-7f0001401000 rw-p 00000000 00:00 0 ",
            "7f0010000000-7f0012000000 rw-p 00000000 08:01 77                 /usr/lib/library.so",
            "7f0020000000-7f0022000000 r--p 00000000 00:00 0 ",
            "7f0030000000-7f0032000000 ---p 00000000 00:00 0 ",
            "7f0040000000-7f0040800000 rw-p 00000000 00:00 0 ",
            "7f0050000000-7f0050801000 rw-p 00000000 00:00 0 ",
        ];
        Assert.Equal([(0x7f0000200000UL, 0x7f0001400000UL), (0x7f0050000000UL, 0x7f0050800000UL)], LargePages.Parts(maps));
    }

    [Fact]
    public void What_the_memory_holds_is_the_same_afterwards()
    {
        var held = Enumerable.Range(0, 4_000_000).ToArray();
        LargePages.Collapse();
        Assert.Equal(Enumerable.Range(0, 4_000_000), held);
    }
}
