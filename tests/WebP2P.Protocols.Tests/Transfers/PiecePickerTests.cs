using WebP2P.Protocols.Content;
using WebP2P.Protocols.Transfers;

namespace WebP2P.Protocols.Tests.Transfers;

public sealed class PiecePickerTests
{
    [Fact]
    public void Equal_pieces_are_picked_in_order_from_the_start_and_around()
    {
        var picker = new PiecePicker(new Bitfield(4), start: 2);
        var picked = new List<int>();
        for (var piece = picker.Pick(null); piece >= 0; piece = picker.Pick(null))
        {
            picker.Assign(piece);
            picked.Add(piece);
        }
        Assert.Equal([2, 3, 0, 1], picked);
        Assert.Equal(0, picker.Unassigned);
    }

    [Fact]
    public void The_rarest_piece_comes_first()
    {
        var picker = new PiecePicker(new Bitfield(3), start: 0);
        picker.Count(Having(3, 0, 2), 1);
        Assert.Equal(1, picker.Pick(null));
        picker.Count(1, 2);
        picker.Count(0, 5);
        Assert.Equal(2, picker.Pick(null));
    }

    [Fact]
    public void A_partial_source_is_asked_only_for_what_it_has()
    {
        var picker = new PiecePicker(new Bitfield(3), start: 0);
        Assert.Equal(2, picker.Pick(Having(3, 2)));
        picker.Assign(2);
        Assert.Equal(-1, picker.Pick(Having(3, 2)));
    }

    [Fact]
    public void A_returned_piece_is_picked_again_and_a_verified_one_never()
    {
        var picker = new PiecePicker(new Bitfield(1), start: 0);
        picker.Assign(0);
        picker.Return(0);
        Assert.Equal(0, picker.Pick(null));
        picker.Assign(0);
        picker.Verify(0);
        Assert.Equal(-1, picker.Pick(null));
        Assert.Equal(0, picker.Copies(0));
    }

    [Fact]
    public void The_second_copy_of_a_verified_piece_does_not_bring_it_back()
    {
        var picker = new PiecePicker(new Bitfield(2), start: 0);
        picker.Assign(0);
        picker.Assign(0);
        picker.Verify(0);
        picker.Return(0);
        Assert.Equal(1, picker.Unassigned);
    }

    internal static Bitfield Having(int count, params int[] pieces)
    {
        var have = new Bitfield(count);
        foreach (var piece in pieces) have.Set(piece);
        return have;
    }
}
