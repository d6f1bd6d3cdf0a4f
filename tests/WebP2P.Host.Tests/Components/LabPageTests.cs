using Bunit;
using WebP2P.Host.Components.Drawings;
using WebP2P.Host.Components.Pages;
using WebP2P.Host.Lab;
using WebP2P.Host.Tests.Fakes;
using WebP2P.Node.Control;
using WebP2P.Simulation.Lab;

namespace WebP2P.Host.Tests.Components;

public sealed class LabPageTests : PageContext
{
    [Fact]
    public async Task The_form_has_every_option_and_starts_what_a_preset_and_the_owner_say()
    {
        var page = Render<LabOverview>();
        Assert.Equal(LabOption.All.Select(option => $"lab-{option.Key}").Order(), page.FindAll(".labform .input").Select(field => field.GetAttribute("aria-describedby")).Order());
        foreach (var preset in LabPreset.All)
        {
            page.FindAll(".chip").Single(chip => chip.TextContent == preset.Title).Click();
            await page.InvokeAsync(() => Field(page, "seed").Change("77"));
            await page.InvokeAsync(() => page.Find(".labform").Submit());
            Assert.Equal(LabReading.Read(preset.Choices).Options with { Seed = 77 }, Runs.Started[^1]);
            Assert.Null(Runs.Started[^1].Problem());
        }

        Assert.Equal(LabPreset.All.Count, Runs.Started.Count);
    }

    [Theory]
    [InlineData("ttl", "9", "TTL: It is a number from 1 to 7.")]
    [InlineData("nodes", "100001", "Nodes: It is a number from 2 to 100000.")]
    [InlineData("topology", "/etc/hostname", "Topology: It is random:DEGREE")]
    [InlineData("origin", "1000", "Origin: The node that asks is 0 to 999.")]
    public async Task What_cannot_be_run_is_named_and_not_started(string field, string text, string sentence)
    {
        var page = Render<LabOverview>();
        await page.InvokeAsync(() => Field(page, field).Change(text));
        await page.InvokeAsync(() => page.Find(".labform").Submit());
        Assert.StartsWith(sentence, page.Find(".labform [role=alert]").TextContent, StringComparison.Ordinal);
        Assert.Empty(Runs.Started);
        Assert.Equal(text, Field(page, field).GetAttribute("value"));
    }

    [Fact]
    public async Task A_full_lab_says_so_and_keeps_the_form()
    {
        Runs.Refusal = new Refusal(RefusalKind.Unavailable, "lab-full", "20 runs wait already.");
        var page = Render<LabOverview>();
        await page.InvokeAsync(() => page.Find(".labform").Submit());
        Assert.Empty(Runs.Started);
        Assert.Equal(5, page.FindAll("table.grid tbody tr").Count);
    }

    [Fact]
    public void Runs_show_how_far_they_are_and_are_cancelled_and_removed()
    {
        var page = Render<LabOverview>();
        Assert.Contains("42 of 100 queries", page.FindAll("table.grid tbody tr")[1].TextContent, StringComparison.Ordinal);
        Assert.Equal("width:42%", page.Find(".lane i").GetAttribute("style"));
        page.FindAll("button[aria-label^='Cancel']")[0].Click();
        Assert.Equal(LabRunState.Cancelled, Runs.Views[1].State);
        page.FindAll("button[aria-label^='Remove']")[0].Click();
        page.FindAll("button").Single(button => button.TextContent == "Forget its figures").Click();
        Assert.Equal(4, Runs.Views.Count);
    }

    [Fact]
    public void Up_to_four_runs_stand_side_by_side()
    {
        Runs.Views.RemoveAll(view => view.Figures is null);
        for (var number = 0; number < 4; number++) Runs.Views.Add(Runs.Views[0] with { Id = Guid.NewGuid(), Figures = Runs.Views[0].Figures! with { Digest = $"digest {number}" } });
        var page = Render<LabOverview>();
        Assert.Empty(page.FindAll(".figures"));
        for (var number = 0; number < 5; number++) page.FindAll("button[aria-label^='Compare']")[number].Click();
        Assert.Equal(["00000000000000cd", "digest 0", "digest 1", "digest 2"], page.FindAll(".figures tbody tr:last-child td").Select(cell => cell.TextContent));
        Assert.Equal(LabTable.Rows(Runs.Views[0].Figures!).Select(row => row.Name).Append("Digest"), page.FindAll(".figures tbody th").Select(cell => cell.TextContent));
        page.FindAll("button[aria-label^='Compare']")[4].Click();
        Assert.Equal(3, page.FindAll(".figures thead th.n").Count);
        for (var number = 1; number < 3; number++) page.FindAll("button[aria-pressed=true]")[0].Click();
        Assert.Empty(page.FindAll(".figures thead"));
    }

    [Fact]
    public void A_run_shows_its_figures_its_command_and_the_way_of_its_first_query()
    {
        var page = Render<LabRunDetail>(set => set.Add(detail => detail.Id, Runs.Views[0].Id));
        Assert.Contains("812.5", page.Find(".figures").TextContent, StringComparison.Ordinal);
        Assert.Contains("--nodes 1000", page.Find(".command").TextContent, StringComparison.Ordinal);
        Assert.Equal(["0", "1", "2"], page.FindAll("table.grid tbody tr td:first-child").Select(cell => cell.TextContent));
        Assert.Equal(["duplicate", "query", "lost", "hit", "dots", "dots found"], page.FindAll(".hops path").Select(path => path.ClassName));
        page.Find("input[type=range]").Input("2");
        Assert.Equal(["query", "dots", "dots found"], page.FindAll(".hops path").Select(path => path.ClassName));
        Assert.Contains("2 of 7, up to 0 ms", page.Find(".replay span").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_that_goes_on_is_cancelled_on_its_page_and_one_that_is_gone_says_so()
    {
        var page = Render<LabRunDetail>(set => set.Add(detail => detail.Id, Runs.Views[1].Id));
        page.FindAll("button").Single(button => button.TextContent == "Cancel").Click();
        Assert.Equal(LabRunState.Cancelled, Runs.Views[1].State);
        Assert.Contains("No such run", Render<LabRunDetail>(set => set.Add(detail => detail.Id, Guid.NewGuid())).Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void The_table_of_hops_counts_what_the_drawing_shows()
    {
        var drawing = new HopDrawing(FakeLabWorker.Report().Trace);
        Assert.Equal([new HopRow(0, 1, 2, 0, 0, 0), new HopRow(1, 2, 3, 1, 1, 0), new HopRow(2, 1, 0, 0, 0, 1)], drawing.Columns);
        Assert.Equal(1, drawing.Holders);
        Assert.False(drawing.IsCut);
    }

    [Fact]
    public void A_large_query_is_drawn_in_part_and_counted_whole_with_the_ways_of_its_hits()
    {
        var steps = Enumerable.Range(1, 500).Select(node => new LabStep(0, 0, node, 4, 0, "query")).Append(new LabStep(50, 500, 0, 4, 0, "hit")).ToList();
        var drawing = new HopDrawing(steps);
        Assert.True(drawing.IsCut);
        Assert.Equal(500, drawing.Columns[1].Nodes);
        Assert.Equal(HopDrawing.ColumnMax, drawing.Lines(steps.Count).Single(line => line.Kind == "query").Path.Count(letter => letter == 'M'));
        Assert.Single(drawing.Lines(steps.Count), line => line.Kind == "hit");
        Assert.Empty(new HopDrawing([]).Lines(0));
    }

    private static AngleSharp.Dom.IElement Field(IRenderedComponent<LabOverview> page, string key) => page.Find($"[aria-describedby='lab-{key}']");
}
