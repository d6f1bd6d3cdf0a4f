using AngleSharp.Dom;
using Bunit;
using Bunit.TestDoubles;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using WebP2P.Host.Components.Layout;
using WebP2P.Host.Components.Pages;
using WebP2P.Host.Components.Parts;
using WebP2P.Node.Control;
using WebP2P.Protocols.Overlays;
using WebP2P.Protocols.Overlays.Gnutella;
using WebP2P.Protocols.Overlays.Napster;

namespace WebP2P.Host.Tests.Components;

public sealed class GnutellaPageTests : PageContext
{
    [Fact]
    public void Every_neighbour_shows_its_traffic_and_what_was_dropped_with_the_reason()
    {
        var rows = Render<GnutellaOverlay>().FindAll(".neighbours tbody tr");

        Assert.Equal(3, rows.Count);
        Assert.Equal("118 seen before", Cell(rows[0], "Dropped"));
        Assert.Equal("310, 412", Cell(rows[0], "Queries in, out"));
        Assert.Equal("3.1 %", Cell(rows[0], "Table"));
        Assert.Equal("2.96MiB", Cell(rows[0], "Received"));
        Assert.Equal("8\u202f700 too many at once, 3 could not be read", Cell(rows[2], "Dropped"));
        Assert.Contains("is slowed", rows[2].TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Strangers_names_are_text_in_table_map_and_trace()
    {
        var page = Render<GnutellaOverlay>();

        Assert.Empty(page.FindAll("img, b img"));
        Assert.Contains(SampleGnutella.Hostile, page.FindAll(".map title").Select(title => title.TextContent));
        Assert.Contains("<b>owl</b> kind:image", page.FindAll(".chips a").Select(link => link.TextContent));
    }

    [Fact]
    public void The_newest_query_is_drawn_and_another_one_when_the_address_names_it()
    {
        Assert.Contains("Expanding ring, 3 hops at most", Render<GnutellaOverlay>().Markup, StringComparison.Ordinal);
        Services.GetRequiredService<BunitNavigationManager>().NavigateTo("network/gnutella?trace=" + Gnutella.Kept[1].SearchId);
        var other = Render<GnutellaOverlay>();
        Assert.Contains("Flood, 3 hops at most", other.Markup, StringComparison.Ordinal);
        Assert.Contains("Nothing was sent for it yet", other.Markup, StringComparison.Ordinal);
        Services.GetRequiredService<BunitNavigationManager>().NavigateTo("network/gnutella?trace=" + Guid.NewGuid());
        Assert.Contains("no longer kept", Render<GnutellaOverlay>().Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_neighbours_and_queries_the_page_says_what_happens_next()
    {
        Gnutella.Figures = new GnutellaFigures([], [], 0, 0, []);
        Gnutella.Kept.Clear();

        var page = Render<GnutellaOverlay>();

        Assert.Contains("dialled by themselves", page.Markup, StringComparison.Ordinal);
        Assert.Contains("You have asked nothing this way", page.Markup, StringComparison.Ordinal);
        Assert.Single(page.FindAll(".map circle"));
    }

    [Fact]
    public void A_way_is_turned_off_and_on_again_from_the_network_page()
    {
        var page = Render<Network>();
        page.Find("[aria-label='Turn off Gnutella']").Click();
        Assert.Equal([OverlayKind.Gnutella], Node.Off);
        page.Find("[aria-label='Turn on Gnutella']").Click();
        Assert.Empty(Node.Off);
        Node.Unwritten = new SqliteException("full", 13);
        page.Find("[aria-label='Turn off Napster']").Click();
        Assert.NotNull(page.Find("[aria-label='Turn off Napster']"));
    }

    [Fact]
    public void A_neighbour_that_opened_the_link_is_used_for_Gnutella_too_and_the_index_is_told_to_be_off()
    {
        Node.Off.Add(OverlayKind.Napster);
        var page = Render<Network>();

        Assert.Equal(["Napster", "Gnutella"], page.FindAll(".peers tbody tr").First(row => row.TextContent.Contains("lab-nas", StringComparison.Ordinal)).QuerySelectorAll("svg.badge").Select(badge => badge.GetAttribute("aria-label")));
        Assert.Contains("Napster is turned off, so no index is asked.", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void A_trace_says_from_how_far_answers_came_and_whom_a_routing_table_spared()
    {
        var rows = Render<GnutellaOverlay>().FindAll("table:last-of-type tbody tr").Where(row => row.QuerySelector("[data-label='Sent with TTL']") is not null).ToList();

        Assert.Equal(["3 hops away (2)", "1 hop away (1)", "nobody"], rows.Select(row => Cell(row, "Answers came from")));
        Assert.Equal("not asked: its routing table has none of the words; 1 message refused", rows[2].QuerySelector(".why")!.TextContent);
    }

    [Fact]
    public void The_pill_names_the_index_only_while_it_is_the_way_that_works()
    {
        Assert.Equal("2 neighbours · index at lab-nas", ShellFigures.Of(Node, Node).Status);
        Node.State = OverlayState.Failed;
        Assert.Equal("2 neighbours · Gnutella", ShellFigures.Of(Node, Node).Status);
        Node.GnutellaState = OverlayState.Failed;
        Assert.False(ShellFigures.Of(Node, Node).IsConnected);
    }

    [Fact]
    public void A_search_asks_all_ways_unless_some_are_chosen_and_then_goes_as_the_owner_says()
    {
        var page = Ask("one");
        Assert.Null(Searches.Requests[^1].Overlays);
        Assert.Null(Searches.Requests[^1].Gnutella);
        Chip(page, "Gnutella").Click();
        page.FindAll("select").First(select => select.Closest("label")!.TextContent.Contains("Gnutella goes", StringComparison.Ordinal)).Change("Flood");
        page.FindAll("select").First(select => select.Closest("label")!.TextContent.Contains("as far as", StringComparison.Ordinal)).Change("5");
        Ask("two");
        Assert.Equal([OverlayKind.Gnutella], Searches.Requests[^1].Overlays);
        Assert.Equal(new GnutellaWish(SearchWay.Flood, 5), Searches.Requests[^1].Gnutella);
        Node.Off.Add(OverlayKind.Gnutella);
        Ask("three");
        Assert.Null(Searches.Requests[^1].Overlays);
    }

    [Fact]
    public void Each_way_tells_how_the_query_went_why_and_what_it_cost()
    {
        Searches.WithGnutella = true;
        var page = Results();

        Assert.Equal(["–", "~24"], page.FindAll(".race [data-label=Nodes]").Select(cell => cell.TextContent));
        Assert.Contains("Expanding ring, 3 hops at most: 3 neighbours with 8 links reach about 24 nodes within 3 hops. 3 neighbours asked, about 24 nodes reached with 61 messages in the whole network.", page.Find(".travel").TextContent, StringComparison.Ordinal);
        Assert.Equal($"network/gnutella?trace={Searches.Searches[^1].Id}", page.Find(".travel a").GetAttribute("href"));
    }

    [Fact]
    public void A_wider_search_is_offered_with_its_cost_and_chance_and_one_click_asks_again()
    {
        Searches.WithGnutella = true;
        var page = Results();
        Assert.Contains("About 190 more nodes for about 640 messages in the whole network; a chance of 38 % to find something new.", page.Find(".wider").TextContent, StringComparison.Ordinal);

        page.Find(".wider button").Click();

        Assert.Equal(new GnutellaWish(SearchWay.Flood, 5), Searches.Requests[^1].Gnutella);
        Assert.Equal([OverlayKind.Napster, OverlayKind.Gnutella], Searches.Requests[^1].Overlays!);
    }

    [Fact]
    public void A_result_tells_who_found_it_and_over_how_many_hops()
    {
        var found = Results().FindAll(".live tbody tr").First(row => row.TextContent.Contains("Hedwig", StringComparison.Ordinal)).QuerySelectorAll(".found");

        Assert.Equal(["Napster, 1 hop away, after 12 ms", "Gnutella, 3 hops away, after 71 ms"], found.Select(badge => badge.GetAttribute("title")));
        Assert.Contains("3 hops away", found[1].TextContent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, "a chance of less than 1 %")]
    [InlineData(384, "a chance of 38 %")]
    [InlineData(999, "a chance of more than 99 %")]
    public void A_chance_is_told_in_whole_percent(int perMille, string text) =>
        Assert.Contains(text, Travels.Offer(new SearchWidening(SearchWay.Ring, 4, 1, 1, perMille, "")), StringComparison.Ordinal);

    [Fact]
    public void Every_reason_to_drop_has_words_of_its_own() =>
        Assert.All(Enum.GetValues<DropReason>(), reason => Assert.True(reason == DropReason.CostExceeded || DropWords.Of(reason) != DropWords.Of(DropReason.CostExceeded), reason.ToString()));

    private static string Cell(IElement row, string label) => row.QuerySelector($"[data-label='{label}']")!.TextContent.Trim();

    private static IElement Chip(IRenderedComponent<Search> page, string text) => page.FindAll(".asked .chip").Single(chip => chip.TextContent.EndsWith(text, StringComparison.Ordinal));

    private IRenderedComponent<Search> Ask(string question)
    {
        Services.GetRequiredService<BunitNavigationManager>().NavigateTo("?q=" + Uri.EscapeDataString(question));
        Render<Search>();
        return Results(Searches.Searches[^1]);
    }

    private IRenderedComponent<Search> Results() => Results(Searches.Start(new SearchStart("harry potter")).Value!);

    private IRenderedComponent<Search> Results(SearchView search) => Render<Search>(set => set.Add(page => page.Id, search.Id));
}
