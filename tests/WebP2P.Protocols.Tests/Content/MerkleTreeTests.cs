using WebP2P.Protocols.Content;

namespace WebP2P.Protocols.Tests.Content;

public sealed class MerkleTreeTests
{
    public static TheoryData<int> Sizes =>
        [1, 16383, 16384, 16385, 32768, 32769, 65535, 65536, 65537, 131072, 196609, 1 << 20, (64 << 20) + 1];

    [Theory]
    [MemberData(nameof(Sizes))]
    public void The_root_is_what_the_recursive_definition_gives(int sizeBytes)
    {
        var content = NaiveTree.Bytes(sizeBytes);
        var root = MerkleTree.Root(NaiveTree.Layer(content), new PieceMap(sizeBytes));
        Assert.Equal(Convert.ToHexStringLower(NaiveTree.Root(content)), root.ToString());
    }

    [Theory]
    [InlineData(1, "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d")]
    [InlineData(16385, "9d7887c65d577a0237fb3c0998b87b3a62762d03796889a2caea01db914ccbb8")]
    [InlineData(65537, "27e4ccf8e3d554bfce504235da1292c2c8beb24ba5b3e1cd62f41bd692517fbe")]
    [InlineData(1 << 20, "cedf940612ac628d0e1eb980ad20f8cc17ea41c89b5f50e0afec0e1cc5c2d997")]
    public void Bytes_that_count_up_keep_their_names(int sizeBytes, string expected)
    {
        var content = new byte[sizeBytes];
        for (var at = 0; at < content.Length; at++) content[at] = (byte)(at % 251);
        Assert.Equal(expected, MerkleTree.Root(NaiveTree.Layer(content), new PieceMap(sizeBytes)).ToString());
    }

    [Fact]
    public void A_last_short_piece_is_padded_to_the_piece_size_with_zero_hashes()
    {
        var content = NaiveTree.Bytes(65537);
        var last = MerkleTree.PieceRoot(content.AsSpan(65536), new PieceMap(content.Length));
        Assert.Equal(Convert.ToHexStringLower(NaiveTree.PieceRoot(content[65536..], 65536)), last.ToString());
    }

    [Fact]
    public void A_piece_has_at_least_one_byte_and_at_most_the_piece_size()
    {
        var map = new PieceMap(100_000);
        Assert.Throws<ArgumentException>(() => MerkleTree.PieceRoot([], map));
        Assert.Throws<ArgumentException>(() => MerkleTree.PieceRoot(new byte[map.PieceBytes + 1], map));
        Assert.Throws<ArgumentException>(() => MerkleTree.Root([default], map));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1000)]
    [InlineData(16384)]
    [InlineData(16385)]
    [InlineData(50_000)]
    public void Bytes_that_arrive_in_parts_have_the_same_piece_roots(int partBytes)
    {
        var content = NaiveTree.Bytes(200_001);
        var map = new PieceMap(content.Length);
        using var hasher = new PieceHasher(map);
        for (var piece = 0; piece < map.Count; piece++)
        {
            var bytes = content.AsMemory((int)map.Offset(piece), map.Length(piece));
            for (var at = 0; at < bytes.Length; at += partBytes) hasher.Append(bytes.Span[at..Math.Min(at + partBytes, bytes.Length)]);
            Assert.Equal(MerkleTree.PieceRoot(bytes.Span, map), hasher.Finish());
        }
    }

    [Fact]
    public void A_hasher_that_is_reset_has_forgotten_the_piece()
    {
        var bytes = NaiveTree.Bytes(40_000);
        var map = new PieceMap(bytes.Length);
        using var hasher = new PieceHasher(map);
        hasher.Append(bytes.AsSpan(0, 33_000));
        hasher.Reset();
        Assert.Equal(0, hasher.PieceBytes);
        hasher.Append(bytes);
        Assert.Equal(MerkleTree.PieceRoot(bytes, map), hasher.Finish());
    }

    [Fact]
    public void A_hasher_takes_no_more_than_a_piece_and_finishes_nothing()
    {
        using var hasher = new PieceHasher(new PieceMap(100_000));
        Assert.Throws<InvalidOperationException>(() => hasher.Finish());
        hasher.Append(new byte[65536]);
        Assert.Throws<ArgumentException>(() => hasher.Append(new byte[1]));
    }
}
