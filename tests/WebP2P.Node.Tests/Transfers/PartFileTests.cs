using WebP2P.Node.Storage;
using WebP2P.Node.Transfers;
using WebP2P.Protocols.Content;

namespace WebP2P.Node.Tests.Transfers;

public sealed class PartFileTests : IDisposable
{
    private readonly TempFolder temp = new();

    [Fact]
    public void Once_a_piece_is_proven_no_other_copy_writes_over_it()
    {
        var map = new PieceMap(4);
        using (var file = PartFile.Open(new DurableFile(), temp["part"], map, out var isNew))
        {
            Assert.True(isNew);
            Assert.True(file.TryWrite(0, 0, "true"u8.ToArray()));
            Assert.True(file.TryFinish(0, default));
            Assert.False(file.TryWrite(0, 0, "lies"u8.ToArray()));
            Assert.False(file.TryFinish(0, "late"u8.ToArray()));
        }
        Assert.Equal("true", File.ReadAllText(temp["part"]));
    }

    [Fact]
    public void A_second_copy_that_is_proven_first_replaces_what_the_first_one_wrote()
    {
        var map = new PieceMap(4);
        using (var file = PartFile.Open(new DurableFile(), temp["part"], map, out _))
        {
            Assert.True(file.TryWrite(0, 0, "li"u8.ToArray()));
            Assert.True(file.TryFinish(0, "true"u8.ToArray()));
            Assert.False(file.TryWrite(0, 2, "es"u8.ToArray()));
        }
        Assert.Equal("true", File.ReadAllText(temp["part"]));
    }

    public void Dispose() => temp.Dispose();
}
