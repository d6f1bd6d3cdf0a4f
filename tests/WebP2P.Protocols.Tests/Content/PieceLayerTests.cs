using WebP2P.Protocols.Content;

namespace WebP2P.Protocols.Tests.Content;

public sealed class PieceLayerTests
{
    private static readonly byte[] Bytes = NaiveTree.Bytes(300_000);

    [Fact]
    public void A_layer_travels_as_bytes_and_is_proven_by_the_name()
    {
        var layer = PieceLayer.FromHashes(Bytes.Length, NaiveTree.Layer(Bytes));
        Assert.True(PieceLayer.TryProve(layer.Content, layer.ToBytes(), out var proven));
        Assert.Equal(5, proven!.Map.Count);
        Assert.Equal(layer.Content, proven.Content);
        for (var piece = 0; piece < 5; piece++) Assert.Equal(layer[piece], proven[piece]);
    }

    [Fact]
    public void One_changed_bit_is_not_proven()
    {
        var layer = PieceLayer.FromHashes(Bytes.Length, NaiveTree.Layer(Bytes));
        var bytes = layer.ToBytes();
        bytes[70] ^= 1;
        Assert.False(PieceLayer.TryProve(layer.Content, bytes, out var proven));
        Assert.Null(proven);
    }

    [Fact]
    public void A_wrong_length_or_an_impossible_size_is_not_proven()
    {
        var layer = PieceLayer.FromHashes(Bytes.Length, NaiveTree.Layer(Bytes));
        Assert.False(PieceLayer.TryProve(layer.Content, layer.ToBytes().AsSpan(1), out _));
        Assert.False(PieceLayer.TryProve(layer.Content, [], out _));
        Assert.False(PieceLayer.TryProve(layer.Content with { SizeBytes = 0 }, [], out _));
        Assert.False(PieceLayer.TryProve(layer.Content with { SizeBytes = 65536 }, layer.ToBytes(), out _));
    }

    [Fact]
    public void The_two_halves_of_the_top_do_not_pass_as_a_content_of_two_pieces()
    {
        var hashes = NaiveTree.Layer(NaiveTree.Bytes(4 * 65536));
        var whole = PieceLayer.FromHashes(4 * 65536, hashes);
        var left = PieceLayer.FromHashes(2 * 65536, hashes.AsSpan(0, 2)).Content.Hash.Value;
        var right = PieceLayer.FromHashes(2 * 65536, hashes.AsSpan(2, 2)).Content.Hash.Value;
        byte[] top = [.. left.ToArray(), .. right.ToArray()];
        Assert.False(PieceLayer.TryProve(whole.Content, top, out _));
        Assert.True(PieceLayer.TryProve(new ContentId(whole.Content.Hash, 2 * 65536), top, out var other));
        Assert.NotEqual(whole.Content, other!.Content);
    }

    [Fact]
    public void A_content_of_one_piece_has_a_layer_of_its_hash()
    {
        var content = NaiveTree.Bytes(20_000);
        var layer = PieceLayer.FromHashes(content.Length, NaiveTree.Layer(content));
        Assert.Equal(layer.Content.Hash.Value, layer[0]);
        Assert.Equal(Convert.ToHexStringLower(NaiveTree.Root(content)), layer.Content.Hash.ToString());
    }
}
