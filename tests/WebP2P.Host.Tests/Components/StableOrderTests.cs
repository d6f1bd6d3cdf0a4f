using WebP2P.Host.Components.Lists;

namespace WebP2P.Host.Tests.Components;

public sealed class StableOrderTests
{
    private readonly StableOrder<int, (int Key, string Value)> order = new(row => row.Key);

    [Fact]
    public void Rows_do_not_move_while_they_are_pointed_at_but_their_figures_are_renewed()
    {
        order.Take([(1, "a"), (2, "b")], isHeld: false);

        order.Take([(3, "new"), (2, "b2"), (1, "a2")], isHeld: true);

        Assert.Equal([(1, "a2"), (2, "b2")], order.Shown);
        Assert.Equal(1, order.NewCount);
    }

    [Fact]
    public void The_newest_order_is_taken_when_nobody_points()
    {
        order.Take([(1, "a"), (2, "b")], isHeld: true);
        order.Take([(3, "new"), (1, "a2")], isHeld: true);

        order.Take([(3, "new"), (1, "a2")], isHeld: false);

        Assert.Equal([(3, "new"), (1, "a2")], order.Shown);
        Assert.Equal(0, order.NewCount);
    }

    [Fact]
    public void A_row_that_went_away_stays_until_the_pointer_leaves()
    {
        order.Take([(1, "a"), (2, "b")], isHeld: false);

        order.Take([(2, "b2")], isHeld: true);

        Assert.Equal([(1, "a"), (2, "b2")], order.Shown);
        Assert.Equal(0, order.NewCount);
    }

    [Fact]
    public void A_row_that_was_removed_can_be_let_go_while_the_others_stay_in_place()
    {
        order.Take([(1, "a"), (2, "b"), (3, "c")], isHeld: false);

        order.Take([(3, "c2"), (1, "a2")], isHeld: true, keepsGone: false);

        Assert.Equal([(1, "a2"), (3, "c2")], order.Shown);
        Assert.Equal(0, order.NewCount);
    }
}
