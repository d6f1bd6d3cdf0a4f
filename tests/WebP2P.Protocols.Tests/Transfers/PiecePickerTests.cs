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

    [Fact]
    public void In_sequence_the_first_missing_piece_comes_before_the_rarest_and_a_request_runs_over_all_that_follow()
    {
        var picker = new PiecePicker(new Bitfield(6), start: 3) { IsSequential = true };
        picker.Count(Having(6, 0, 1, 3), 1);
        Assert.Equal(0, picker.Pick(null, Having(6, 4), from: 5));
        Assert.Equal(2, picker.Pick(Having(6, 2, 4)));
        Assert.Equal(6, picker.RunFrom(0, null, 10));
        picker.Assign(4);
        Assert.Equal(4, picker.RunFrom(0, null, 10));
        picker.Assign(0);
        Assert.Equal(1, picker.Pick(null));
    }

    [Fact]
    public void How_rare_pieces_are_is_known_again_when_the_order_no_longer_counts()
    {
        var picker = new PiecePicker(new Bitfield(4), start: 0) { IsSequential = true };
        picker.Count(Having(4, 0, 1, 3), 1);
        Assert.Equal(0, picker.Pick(null));
        picker.IsSequential = false;
        Assert.Equal(2, picker.Pick(null));
        Assert.Equal(1, picker.RunFrom(2, null, 10));
    }

    internal static Bitfield Having(int count, params int[] pieces)
    {
        var have = new Bitfield(count);
        foreach (var piece in pieces) have.Set(piece);
        return have;
    }
}
