using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using WebP2P.Host.Components.Lists;
using WebP2P.Host.Components.Pages;
using WebP2P.Host.Components.Parts;
using WebP2P.Node.Control;

namespace WebP2P.Host.Tests.Components;

/// <summary>Events are raised in the turn of the page, so that nothing is drawn between finding an element and using it.</summary>
public sealed class SharePageTests : PageContext
{
    [Fact]
    public async Task A_rule_shows_what_it_would_leave_out_before_it_is_saved()
    {
        var page = Render<Shares>();
        Click(page, "Name and rules");
        await page.InvokeAsync(() => page.Find(".rules textarea").Input("*.log\n*.bak"));
        Time.Advance(TimeSpan.FromSeconds(1));
        page.WaitForAssertion(() => Assert.Contains("2 files", page.Find(".effects").TextContent, StringComparison.Ordinal));
        Assert.Contains("would be left out", page.Find(".effects summary").TextContent, StringComparison.Ordinal);
        Assert.Empty(Shares.Shares[0].Rules.Patterns);

        await page.InvokeAsync(() => page.Find(".rules input").Change("Records"));
        await page.InvokeAsync(() => page.Find("form.rules").Submit());
        Assert.Equal("Records", Shares.Shares[0].Name);
        Assert.Equal(["*.log", "*.bak"], Shares.Shares[0].Rules.Patterns);
        Assert.Empty(page.FindAll("form.rules"));
    }

    [Fact]
    public async Task A_rule_that_cannot_be_read_says_so_and_stays_in_the_field()
    {
        var page = Render<Shares>();
        Click(page, "Name and rules");
        await page.InvokeAsync(() => page.Find(".rules textarea").Input("["));
        Time.Advance(TimeSpan.FromSeconds(1));
        page.WaitForAssertion(() => Assert.Contains("never closed", page.Find(".rules [role=alert]").TextContent, StringComparison.Ordinal));
        await page.InvokeAsync(() => page.Find("form.rules").Submit());
        Assert.Contains("never closed", page.Find(".rules [role=alert]").TextContent, StringComparison.Ordinal);
        Assert.Empty(Shares.Shares[0].Rules.Patterns);
    }

    [Fact]
    public async Task What_somebody_else_changed_meanwhile_is_not_written_over()
    {
        var page = Render<Shares>();
        Click(page, "Name and rules");
        Shares.Shares[0] = Shares.Shares[0] with { Name = "Changed elsewhere" };
        await page.InvokeAsync(() => page.Find("form.rules").Submit());
        Assert.Contains("changed since you read it", page.Find(".rules [role=alert]").TextContent, StringComparison.Ordinal);
        Assert.Equal("Changed elsewhere", Shares.Shares[0].Name);
    }

    [Fact]
    public async Task The_rules_for_all_folders_are_shown_and_saved()
    {
        var page = Render<Shares>();
        Click(page, "Rules for all folders");
        Assert.Contains("Thumbs.db", page.Find(".rules textarea").GetAttribute("value"), StringComparison.Ordinal);
        await page.InvokeAsync(() => page.Find(".rules textarea").Input("*.tmp"));
        await page.InvokeAsync(() => page.FindAll(".rules input")[0].Input("1.5 KiB"));
        await page.InvokeAsync(() => page.Find("form.rules").Submit());
        Assert.Equal(["*.tmp"], Edits.Everywhere.Patterns);
        Assert.Equal(1536, Edits.Everywhere.SmallestBytes);
    }

    [Theory]
    [InlineData(0L, "0")]
    [InlineData(1L, "1")]
    [InlineData(1024L, "1 KiB")]
    [InlineData(1536L, "1536")]
    [InlineData(3L << 30, "3 GiB")]
    public void Sizes_are_written_as_they_are_read(long bytes, string text)
    {
        var fields = new RuleFields(new ExcludeSettings([], null, bytes));
        Assert.Equal(text, fields.Smallest);
        Assert.True(fields.TryRead(out var settings, out _));
        Assert.Equal(bytes, settings.SmallestBytes);
    }

    [Theory]
    [InlineData("many")]
    [InlineData("-1")]
    [InlineData("9 TiBB")]
    [InlineData("99999999 TiB")]
    public void A_size_that_is_none_is_named(string text)
    {
        var fields = new RuleFields(ExcludeSettings.None) { Largest = text };
        Assert.False(fields.TryRead(out _, out var problem));
        Assert.Contains(text, problem, StringComparison.Ordinal);
    }

    [Fact]
    public void The_reading_of_new_files_is_paused_limited_and_goes_on()
    {
        var page = Render<Shares>();
        page.Find(".hashing button").Click();
        Assert.True(Hashing.View.Paused);
        Assert.Contains("paused", page.Find(".hashing .needs").TextContent, StringComparison.Ordinal);
        page.Find(".hashing select").Change("20971520");
        Assert.Equal(20 << 20, Hashing.View.LimitBytesPerSecond);
        page.Find(".hashing button").Click();
        Assert.False(Hashing.View.Paused);
    }

    [Fact]
    public void Duplicates_are_shown_with_their_places_and_what_they_waste()
    {
        var page = Render<Shares>();
        page.Find("details.part").TriggerEvent("ontoggle", EventArgs.Empty);
        var row = page.Find("details.part .mud-table-body tr");
        Assert.Contains("Potter/old/lecture 03.mp3", row.TextContent, StringComparison.Ordinal);
        Assert.Contains("122", row.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void A_peers_library_begins_with_its_shares_and_goes_down_by_links()
    {
        var page = PeerLibrary("");
        Assert.Equal(["Lectures", "Potter"], Titles(page));
        Assert.EndsWith("?path=Potter", page.FindAll(".live a.title")[1].GetAttribute("href"), StringComparison.Ordinal);
        page = PeerLibrary("?path=Potter");
        Assert.Equal(["read aloud", "read me.txt", "empty.txt"], Titles(page));
        Assert.Equal("All shares / Potter", string.Join(' ', page.Find(".crumbs").TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));
        Assert.EndsWith("?path=Potter%2Fread%20aloud", page.Find(".live a.title").GetAttribute("href"), StringComparison.Ordinal);
        // The empty file is never copied.
        Assert.Single(page.FindAll(".live [data-key=d]"));
    }

    [Fact]
    public void A_file_of_a_peer_is_copied_from_that_peer()
    {
        var page = PeerLibrary("?path=Potter");
        var before = Downloads.List(null).Count;
        page.Find(".live [data-key=d]").Click();
        Assert.Equal(before + 1, Downloads.List(null).Count);
    }

    [Fact]
    public void A_search_inside_a_library_is_a_page_of_its_own_and_says_where_things_lie()
    {
        var page = PeerLibrary("?path=Potter");
        page.Find(".inside").Change("chapter 007");
        page.Find("form[role=search]").Submit();
        Assert.EndsWith("?path=Potter&q=chapter%20007", Services.GetRequiredService<NavigationManager>().Uri, StringComparison.Ordinal);
        page = PeerLibrary("?path=Potter&q=chapter%20007");
        Assert.Equal(["chapter 007.ogg", "Potter/read aloud"], Titles(page));
        Assert.Contains("expected a closing quote", PeerLibrary("?q=%22open").Find(".live [role=alert]").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_list_whose_pages_stay_empty_ends()
    {
        var asked = 0;
        var list = new CursorList<int>(_ =>
        {
            asked++;
            return Task.FromResult(new Page<int>([], "on and on"));
        });
        Assert.Equal(0, (await list.ProvideAsync(0, 10)).Total);
        Assert.Equal(CursorList<int>.EmptyPagesMax, asked);
    }

    private static void Click(IRenderedComponent<Shares> page, string text) => page.FindAll("button").First(button => button.TextContent.Trim() == text).Click();

    private static IEnumerable<string> Titles(IRenderedComponent<PeerLibrary> page) => page.FindAll(".live .title").Select(title => title.TextContent.Trim());

    private IRenderedComponent<PeerLibrary> PeerLibrary(string asked)
    {
        var id = Node.Peers[0].NodeId.ToString();
        Services.GetRequiredService<NavigationManager>().NavigateTo($"network/{id}{asked}");
        return Render<PeerLibrary>(parameters => parameters.Add(page => page.Id, id));
    }
}
