using WebP2P.Protocols.Content;

namespace WebP2P.Protocols.Tests.Content;

public sealed class BitfieldTests
{
    [Fact]
    public void A_piece_is_newly_set_once_and_counted_once()
    {
        var bitfield = new Bitfield(10);
        Assert.True(bitfield.Set(9));
        Assert.False(bitfield.Set(9));
        Assert.Equal(1, bitfield.Cardinality);
        Assert.True(bitfield[9]);
        Assert.True(bitfield.Clear(9));
        Assert.False(bitfield.Clear(9));
        Assert.Equal(0, bitfield.Cardinality);
    }

    [Fact]
    public void The_first_piece_is_the_most_significant_bit()
    {
        var bitfield = new Bitfield(10);
        bitfield.Set(0);
        bitfield.Set(8);
        Assert.Equal(new byte[] { 0x80, 0x80 }, bitfield.ToBytes());
    }

    [Theory]
    [InlineData(1, new byte[] { 0x80 })]
    [InlineData(8, new byte[] { 0xFF })]
    [InlineData(10, new byte[] { 0xFF, 0xC0 })]
    public void A_full_bitfield_leaves_the_spare_bits_zero(int count, byte[] expected)
    {
        var bitfield = new Bitfield(count);
        bitfield.SetAll();
        Assert.True(bitfield.IsFull);
        Assert.Equal(expected, bitfield.ToBytes());
        Assert.True(Bitfield.TryParse(expected, count, out var parsed));
        Assert.Equal(count, parsed.Cardinality);
    }

    [Fact]
    public void Spare_bits_and_wrong_lengths_are_refused()
    {
        Assert.False(Bitfield.TryParse([0xFF, 0xE0], 10, out _));
        Assert.False(Bitfield.TryParse([0xFF], 10, out _));
        Assert.False(Bitfield.TryParse([0xFF, 0xC0, 0], 10, out _));
        Assert.False(Bitfield.TryParse([], -1, out _));
        Assert.False(Bitfield.TryParse([], PieceMap.PiecesMax + 1, out _));
        Assert.True(Bitfield.TryParse([0xFF, 0xC0], 10, out _));
    }

    [Fact]
    public void A_copy_goes_its_own_way()
    {
        var bitfield = new Bitfield(3);
        bitfield.Set(1);
        var copy = bitfield.Copy();
        copy.Set(2);
        Assert.Equal((1, 2), (bitfield.Cardinality, copy.Cardinality));
        Assert.False(bitfield[2]);
    }

    [Fact]
    public void A_piece_outside_is_a_bug()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new Bitfield(3)[3]);
        Assert.Throws<ArgumentOutOfRangeException>(() => new Bitfield(3).Set(-1));
    }
}
