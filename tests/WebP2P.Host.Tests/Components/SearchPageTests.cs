using AngleSharp.Dom;
using Bunit;
using Bunit.TestDoubles;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using WebP2P.Host.Components.Live;
using WebP2P.Host.Components.Pages;
using WebP2P.Node.Control;

namespace WebP2P.Host.Tests.Components;

public sealed class SearchPageTests : PageContext
{
    [Fact]
    public void Before_any_search_the_examples_and_the_own_shares_are_shown()
    {
        var page = Render<Search>();

        Assert.Equal(["harry potter", "kind:image", "hedwig ext:flac"], page.FindAll(".chips a").Select(link => link.TextContent.Trim()));
        Assert.Contains("12\u202f412 files", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void Shares_that_are_still_being_looked_through_are_told_of_when_they_are_there()
    {
        var time = new FakeTimeProvider();
        Services.AddScoped(_ => new Tick(time));
        Shares.Shares = [Shares.Shares[0] with { Files = 0 }];
        var page = Render<Search>();
        Assert.Contains("You share nothing yet", page.Markup, StringComparison.Ordinal);

        Shares.Shares = [Shares.Shares[0] with { Files = 1 }];
        time.Advance(TimeSpan.FromMilliseconds(Tick.IntervalMs));

        page.WaitForAssertion(() => Assert.Contains("You share 1 file", page.Markup, StringComparison.Ordinal));
    }

    [Fact]
    public void A_question_that_cannot_be_parsed_says_where_and_what_was_expected()
    {
        var page = Ask("\"harry");

        Assert.Contains("At position 1", page.Find("[role=alert]").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void A_question_becomes_a_search_with_an_address_of_its_own()
    {
        Ask("harry potter");

        Assert.EndsWith("search/" + Searches.Searches[0].Id, Services.GetRequiredService<NavigationManager>().Uri, StringComparison.Ordinal);
    }

    [Fact]
    public void Strangers_names_are_text_and_every_content_is_one_row()
    {
        var page = Results();

        Assert.Equal(Searches.Found.Select(result => result.Name), page.FindAll(".live .title").Select(name => name.TextContent));
        Assert.Empty(page.FindAll(".live img"));
        Assert.Contains("also “HARRY potter (candle) read aloud.ogg”", page.Find(".live .name small").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void A_result_can_be_got_into_another_folder()
    {
        var page = Results();

        page.Find(".live [data-key=open]").Click();
        page.FindAll(".detail button").Single(button => button.TextContent == "Get into another folder").Click();
        page.FindAll(".picker .folder").Single(button => button.TextContent.Contains("alice", StringComparison.Ordinal)).Click();
        page.FindAll(".picker button").Single(button => button.TextContent == "Choose this folder").Click();

        Assert.Equal("/home/alice", Assert.Single(Downloads.Started).Folder);
    }

    [Fact]
    public void Opening_a_result_shows_its_sources_and_the_chosen_one_alone_is_asked()
    {
        var page = Results();

        page.Find(".live [data-key=open]").Click();
        page.FindAll(".detail button").Single(button => button.TextContent == "Get from here" && Row(button).Contains("bob-laptop", StringComparison.Ordinal)).Click();

        var started = Assert.Single(Downloads.Started);
        Assert.Equal(DownloadMode.Single, started.Mode);
        Assert.Equal([SampleNode.Id("bob-laptop")], started.Sources);
    }

    [Fact]
    public void Get_from_all_names_the_search_whose_sources_are_used_and_the_row_then_leads_to_the_copy()
    {
        var page = Results();

        page.Find(".live [data-key=d]").Click();

        var started = Assert.Single(Downloads.Started);
        Assert.Equal((DownloadMode.Multi, Searches.Searches[0].Id), (started.Mode, started.SearchId));
        Assert.Equal("downloads/" + Downloads.Views[0].Id, page.Find(".live .acts a").GetAttribute("href"));
    }

    [Fact]
    public void A_filter_chip_leaves_only_what_it_names()
    {
        var page = Results();

        page.FindAll(".chip").Single(chip => chip.TextContent == "image 1").Click();

        Assert.Equal("<img src=x onerror=alert(1)> harry potter.png", Assert.Single(page.FindAll(".live .title")).TextContent);
    }

    [Fact]
    public void Choices_of_several_facets_narrow_together_and_can_be_taken_back()
    {
        var page = Results();
        Chip(page, "audio 3").Click();
        Chip(page, ".mp3 1").Click();
        Assert.Equal("potter_harry_lecture_03.mp3", Assert.Single(page.FindAll(".live .title")).TextContent);
        Assert.Equal("true", Chip(page, ".mp3 1").GetAttribute("aria-pressed"));
        Chip(page, ".mp3 1").Click();
        Assert.Equal(3, page.FindAll(".live .title").Count);
        Chip(page, "all 5").Click();
        Assert.Equal(5, page.FindAll(".live .title").Count);
    }

    [Fact]
    public void Of_the_sizes_one_is_chosen_at_a_time()
    {
        var page = Results();
        Chip(page, "under 100 KiB 1").Click();
        Assert.Equal("../../etc/harry potter.txt", Assert.Single(page.FindAll(".live .title")).TextContent);
        Chip(page, "10 MiB – 100 MiB 2").Click();
        Assert.Equal(2, page.FindAll(".live .title").Count);
    }

    [Fact]
    public void When_an_index_has_more_than_it_sent_the_page_says_so_and_a_choice_asks_again()
    {
        Searches.Change = search => search with
        {
            Overlays = [search.Overlays[0] with { Complete = false }],
            Facets = new Protocols.Search.Facets([new("audio", 700), new("text", 30)], [], []),
        };
        var page = Results();
        Assert.Contains("There is more than this: only the best 5 were sent.", page.Markup, StringComparison.Ordinal);
        Assert.Equal("?q=harry%20potter%20kind%3Aaudio", page.FindAll(".facets a").Single(link => link.TextContent == "audio 700").GetAttribute("href"));
    }

    [Fact]
    public void A_complete_answer_does_not_say_that_there_is_more()
    {
        var page = Results();
        Assert.DoesNotContain("There is more", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void An_open_result_tells_why_it_stands_where_it_stands_with_points()
    {
        var page = Results();
        Assert.Empty(page.FindAll(".place"));
        page.Find(".live [data-key=open]").Click();
        var reasons = page.Find(".place").TextContent;
        Assert.Contains("exactly this name +500", reasons, StringComparison.Ordinal);
        Assert.Contains("in all 580 points", reasons, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_results_the_near_questions_are_one_click_away()
    {
        Searches.Change = search => search with { DidYouMean = ["harry potter", "<b>harpy</b>"] };
        var page = Results("nothing hary");
        Assert.Equal(["?q=harry%20potter", "?q=%3Cb%3Eharpy%3C%2Fb%3E"], page.FindAll(".mean a").Select(link => link.GetAttribute("href")));
        Assert.Empty(page.FindAll(".mean b"));
    }

    [Fact]
    public void Nothing_found_says_what_was_asked_and_what_may_help()
    {
        var page = Results("nothing here");

        Assert.Contains("Asked was “nothing here”, by Napster.", page.Find(".empty").TextContent, StringComparison.Ordinal);
    }

    private static IElement Chip(IRenderedComponent<Search> page, string text) => page.FindAll(".chip").Single(chip => chip.TextContent == text);

    private static string Row(IElement button) => button.Closest("tr")!.TextContent;

    private IRenderedComponent<Search> Ask(string question)
    {
        Services.GetRequiredService<BunitNavigationManager>().NavigateTo("?q=" + Uri.EscapeDataString(question));
        return Render<Search>();
    }

    private IRenderedComponent<Search> Results(string question = "harry potter")
    {
        var search = Searches.Start(new SearchStart(question)).Value!;
        return Render<Search>(set => set.Add(page => page.Id, search.Id));
    }
}
