using Bunit;
using WebP2P.Host.Components.Drawings;
using WebP2P.Host.Components.Parts;
using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Overlays.Gnutella;

namespace WebP2P.Host.Tests.Components;

public sealed class OverlayDrawingTests : BunitContext
{
    private static readonly NodeId Self = SampleNode.Id("me");

    [Fact]
    public void The_map_puts_this_node_in_the_middle_neighbours_around_it_and_theirs_outside()
    {
        var map = OverlayMapLayout.Of(Self, [SampleNode.Id("a"), SampleNode.Id("b")], [Link("a", "c"), Link("a", "d"), Link("b", "d")]);

        Assert.Equal([MapTier.Own, MapTier.Neighbour, MapTier.Neighbour, MapTier.Beyond, MapTier.Beyond], map.Nodes.Select(node => node.Tier));
        Assert.Equal((OverlayMapLayout.Width / 2.0, map.Height / 2.0), (map.Nodes[0].X, map.Nodes[0].Y));
        Assert.True(map.Nodes.Where(node => node.Tier == MapTier.Beyond).Min(node => Distance(node, map)) > map.Nodes.Where(node => node.Tier == MapTier.Neighbour).Max(node => Distance(node, map)));
        Assert.Equal(5, map.Edges.Count);
        Assert.Equal(5, map.NodesKnown);
        Assert.Equal([SampleNode.Id("a"), SampleNode.Id("b")], map.Nodes.Single(node => node.Node == SampleNode.Id("d")).Linked.OrderBy(node => node == SampleNode.Id("b")));
    }

    [Fact]
    public void A_large_overlay_is_drawn_in_part_inside_its_frame_and_every_neighbour_gets_some_of_its_own()
    {
        var near = Enumerable.Range(0, 40).Select(number => SampleNode.Id($"near {number}")).ToList();
        var links = near.SelectMany(node => Enumerable.Range(0, 30).Select(number => new MapLink(node, SampleNode.Id($"{node} {number}"))));

        var map = OverlayMapLayout.Of(Self, near, links);

        Assert.Equal(1 + OverlayMapLayout.NeighboursMax + OverlayMapLayout.BeyondMax, map.Nodes.Count);
        Assert.Equal(1 + 40 + (40 * 30), map.NodesKnown);
        Assert.All(map.Nodes, node => Assert.True(node.X is > 20 and < OverlayMapLayout.Width - 20 && node.Y is > 10 && node.Y < map.Height - 10));
        Assert.All(map.Nodes.Where(node => node.Tier == MapTier.Neighbour), node => Assert.Contains(node.Linked, other => other != Self));
        Assert.Equal(map.Nodes.Count, map.Nodes.Select(node => (Math.Round(node.X, 1), Math.Round(node.Y, 1))).Distinct().Count());
    }

    [Fact]
    public void A_node_alone_and_links_that_lead_to_itself_are_drawn_without_a_line()
    {
        Assert.Empty(OverlayMapLayout.Of(Self, [], []).Edges);
        Assert.Equal(Self, Assert.Single(OverlayMapLayout.Of(Self, [], [new MapLink(Self, Self)]).Nodes).Node);
    }

    [Fact]
    public void The_map_and_its_table_say_the_same_and_names_are_text()
    {
        var map = OverlayMapLayout.Of(Self, [SampleNode.Id("a")], [Link("a", "c")]);

        var drawn = Render<OverlayMap>(set => set.Add(part => part.Layout, map).Add(part => part.NameOf, Name));
        var table = Render<MapTable>(set => set.Add(part => part.Layout, map).Add(part => part.NameOf, Name));

        Assert.Equal(table.FindAll(".title").Select(name => name.TextContent), drawn.FindAll("title").Select(name => name.TextContent));
        Assert.Contains("1 neighbour, 1 node beyond", drawn.Find("svg").GetAttribute("aria-label"), StringComparison.Ordinal);
        Assert.Empty(drawn.FindAll("img"));
        Assert.Equal(["this node", "neighbour", "a neighbour's neighbour"], table.FindAll("[data-label=Place]").Select(cell => cell.TextContent));

        static string Name(NodeId node) => node == Self ? "this node" : $"<img src=x> {node.ShortText}";
    }

    [Fact]
    public void A_trace_tells_what_went_to_each_neighbour_and_what_came_back()
    {
        var trace = QueryTraceLayout.Of(new SampleGnutella().Kept[0].Steps);

        Assert.Equal((4, 3, 1, 3), (trace.Sent, trace.Answers, trace.Duplicates, trace.Hops));
        var bob = trace.Rows.Single(row => row.Node == SampleNode.Id("bob-laptop"));
        Assert.Equal([1, 3], bob.Ttls);
        Assert.Equal([new TraceHits(3, 2, 960)], bob.Hits);
        Assert.Equal(bob, trace.Rows[0]);
        Assert.Equal((1, 1), (trace.Rows[^1].Spared, trace.Rows[^1].Dropped));
    }

    [Fact]
    public void A_walk_of_many_steps_keeps_to_the_columns_of_the_drawing()
    {
        var trace = QueryTraceLayout.Of([SampleGnutella.Step(null, Self, 100, 0, QueryStepKind.Sent, 5), SampleGnutella.Step(Self, null, 0, 77, QueryStepKind.HitsCame, 6)]);

        var drawn = Render<QueryTrace>(set => set.Add(part => part.Layout, trace).Add(part => part.NameOf, _ => "walker"));

        Assert.Equal(QueryTraceLayout.ColumnsMax, trace.Hops);
        Assert.All(drawn.FindAll("circle"), circle => Assert.InRange(double.Parse(circle.GetAttribute("cx")!, System.Globalization.CultureInfo.InvariantCulture), 0, 600));
        Assert.Equal("further", drawn.FindAll("text.hop")[^1].TextContent);
    }

    [Fact]
    public void The_drawn_trace_has_a_cross_where_duplicates_died_and_a_count_where_answers_came_from()
    {
        var trace = QueryTraceLayout.Of(new SampleGnutella().Kept[0].Steps);

        var drawn = Render<QueryTrace>(set => set.Add(part => part.Layout, trace).Add(part => part.NameOf, _ => "n"));

        Assert.Single(drawn.FindAll(".died"));
        Assert.Equal(["2", "1"], drawn.FindAll(".hits text").Select(count => count.TextContent));
        Assert.Single(drawn.FindAll(".spared"));
        Assert.Contains("4 copies sent, 3 answers came back, 1 duplicate died here", drawn.Find("svg").GetAttribute("aria-label"), StringComparison.Ordinal);
    }

    private static MapLink Link(string one, string other) => new(SampleNode.Id(one), SampleNode.Id(other));

    private static double Distance(MapNode node, OverlayMapLayout map) => Math.Pow((node.X - (OverlayMapLayout.Width / 2.0)) / 1.58, 2) + Math.Pow(node.Y - (map.Height / 2.0), 2);
}
