using Bunit;
using WebP2P.Host.Components.Drawings;
using WebP2P.Node.Control;

namespace WebP2P.Host.Tests.Components;

public sealed class DrawingTests : BunitContext
{
    private const string Hash = "3fa19c0744e0b1c2d3e4f5a6b7c8d9e0f1a2b3c4d5e6f7a8b9c0d1e2f3a4b5c6";

    [Fact]
    public void A_piece_strip_draws_each_run_where_its_pieces_are_and_nothing_for_missing_ones()
    {
        PieceRun[] runs = [new(PieceState.Verified, 2, 30), new(PieceState.Missing, 0, 10), new(PieceState.Arriving, 0, 5), new(PieceState.Verified, 1, 55)];

        var strip = Render<PieceStrip>(set => set.Add(part => part.Runs, runs));

        Assert.Equal("0 0 100 10", strip.Find("svg").GetAttribute("viewBox"));
        Assert.Equal("85 of 100 pieces verified", strip.Find("svg").GetAttribute("aria-label"));
        var drawn = strip.FindAll("path").Select(path => (path.ClassName, path.GetAttribute("d")));
        Assert.Equal([("c2", "M0 0h30v10h-30z"), ("arriving", "M40 0h5v10h-5z"), ("c1", "M45 0h55v10h-55z")], drawn);
    }

    [Fact]
    public void A_strip_of_many_runs_keeps_its_length_and_stays_small()
    {
        var runs = Enumerable.Range(0, 20_000).Select(i => new PieceRun(i % 2 == 0 ? PieceState.Verified : PieceState.Missing, i % 8, 1 + (i % 5))).ToArray();

        var cells = PieceStripCells.Of(runs);

        Assert.InRange(cells.Count, 1, PieceStripCells.CellsMax);
        Assert.Equal(runs.Sum(run => run.Count), cells.Sum(cell => cell.Count));
    }

    [Fact]
    public void A_slice_shows_what_most_of_it_is()
    {
        var runs = Enumerable.Range(0, 6_000).Select(i => i % 10 == 0 ? new PieceRun(PieceState.Missing, 0, 1) : new PieceRun(PieceState.Verified, i % 2, 9)).ToArray();

        Assert.All(PieceStripCells.Of(runs), cell => Assert.Equal(PieceState.Verified, cell.State));
    }

    [Fact]
    public void A_hash_shows_four_and_four_digits_and_copies_all()
    {
        var text = Render<HashText>(set => set.Add(part => part.Hash, Hash).Add(part => part.Whole, Hash + "-17"));

        Assert.Equal("3fa1 9c07", text.Find("button").TextContent);
        Assert.Equal(Hash + "-17", text.Find("button").GetAttribute("data-copy"));
    }

    [Theory]
    [InlineData("napster", "N", "rect")]
    [InlineData("Gnutella", "G", "circle")]
    [InlineData("kazaa", "K", "rect[rx]")]
    [InlineData("dht", "D", "path")]
    public void An_overlay_is_told_by_letter_and_outline_not_by_colour_alone(string name, string letter, string outline)
    {
        var badge = Render<OverlayBadge>(set => set.Add(part => part.Name, name));

        Assert.Equal(letter, badge.Find("text").TextContent);
        Assert.NotNull(badge.Find(outline));
    }

    [Fact]
    public void An_identicon_is_mirrored_and_differs_between_ids()
    {
        var cells = IdenticonCells.Of(Hash);

        Assert.All(cells, cell => Assert.Contains((4 - cell.X, cell.Y), cells));
        Assert.NotEqual(cells, IdenticonCells.Of(Hash.Replace('a', 'b')));
    }

    [Fact]
    public void A_sparkline_is_drawn_against_its_largest_value()
    {
        var line = Render<Sparkline>(set => set.Add(part => part.Samples, [0, 50, 100]));

        Assert.Equal("0,17 32,9 64,1", line.Find("polyline").GetAttribute("points"));
        Assert.DoesNotContain("still", line.Find("svg").ClassName, StringComparison.Ordinal);
    }

    [Fact]
    public void Sources_keep_their_colour_and_eight_of_them_never_share_one()
    {
        string[] ids = ["0011", "0822", "1033", "a144", "a255", "a366", "a477", "a588"];

        var colours = SourceColours.Assign(ids);

        Assert.Equal(SourceColours.Preferred(ids[0]), colours[0]);
        Assert.Equal(SourceColours.Count, colours.Distinct().Count());
    }

    [Fact]
    public void A_speed_is_amber_only_while_bytes_move()
    {
        Assert.Contains("moving", Render<Rate>(set => set.Add(part => part.BytesPerSecond, 2048)).Find(".num").ClassName, StringComparison.Ordinal);
        Assert.Equal("–", Render<Rate>(set => set.Add(part => part.BytesPerSecond, 0)).Find(".num").TextContent);
    }
}
