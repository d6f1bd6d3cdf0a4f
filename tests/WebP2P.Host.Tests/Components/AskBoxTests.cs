using AngleSharp.Dom;
using Bunit;
using Bunit.TestDoubles;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;
using WebP2P.Host.Components.Layout;

namespace WebP2P.Host.Tests.Components;

public sealed class AskBoxTests : PageContext
{
    [Fact]
    public void Words_are_asked_for_only_when_typing_rests_and_only_for_the_newest_text()
    {
        var box = Render<AskBox>();
        Type(box, "ha");
        Rest(50);
        Type(box, "harry pot");
        Rest(99);
        Assert.Empty(Searches.Asked);
        Rest(1);
        box.WaitForState(() => Words(box).Count == 3);
        Assert.Equal(["harry pot"], Searches.Asked);
        Assert.Equal(["harry potter", "harry pottery", "harry potash"], Words(box).Select(word => word.TextContent));
        Assert.Equal("true", Input(box).GetAttribute("aria-expanded"));
    }

    [Fact]
    public void A_late_answer_to_an_older_text_is_not_shown()
    {
        var late = new TaskCompletionSource();
        Searches.Suggesting = late.Task;
        var box = Render<AskBox>();
        Type(box, "pott");
        Rest(100);
        box.WaitForState(() => Searches.Asked.Count == 1);
        Type(box, "xy");
        late.SetResult();
        Rest(100);
        box.WaitForState(() => Searches.Asked.Count == 2);
        Assert.Empty(Words(box));
        Assert.Equal("false", Input(box).GetAttribute("aria-expanded"));
    }

    [Fact]
    public void Arrows_walk_the_words_and_come_back_to_what_was_typed()
    {
        var box = Opened("harry pot");
        Press(box, "ArrowDown");
        Assert.Equal("harry potter", Input(box).GetAttribute("value"));
        Assert.Equal(("ask-word-0", "true"), (Input(box).GetAttribute("aria-activedescendant"), Words(box)[0].GetAttribute("aria-selected")));
        Press(box, "ArrowUp");
        Assert.Equal("harry pot", Input(box).GetAttribute("value"));
        Assert.Null(Input(box).GetAttribute("aria-activedescendant"));
        Press(box, "ArrowUp");
        Assert.Equal("harry potash", Input(box).GetAttribute("value"));
    }

    [Fact]
    public void Enter_asks_what_stands_in_the_box()
    {
        var box = Opened("harry pot");
        Press(box, "ArrowDown");
        box.Find("form").Submit();
        Assert.EndsWith("?q=harry%20potter", Address, StringComparison.Ordinal);
        Assert.Empty(Words(box));
    }

    [Fact]
    public void Escape_closes_the_list_and_gives_back_what_was_typed()
    {
        var box = Opened("harry pot");
        Press(box, "ArrowDown");
        Press(box, "Escape");
        Assert.Equal("harry pot", Input(box).GetAttribute("value"));
        Assert.Empty(Words(box));
    }

    [Fact]
    public void A_word_that_is_clicked_is_asked()
    {
        var box = Opened("-pot");
        Words(box)[1].Click();
        Assert.EndsWith("?q=-pottery", Address, StringComparison.Ordinal);
    }

    [Fact]
    public void Leaving_the_box_closes_the_list()
    {
        var box = Opened("harry pot");
        Input(box).Blur();
        Assert.Empty(Words(box));
    }

    private string Address => Services.GetRequiredService<BunitNavigationManager>().Uri;

    private static IElement Input(IRenderedComponent<AskBox> box) => box.Find("#ask");

    private static IReadOnlyList<IElement> Words(IRenderedComponent<AskBox> box) => box.FindAll("[role=option]");

    private static void Type(IRenderedComponent<AskBox> box, string text) => Input(box).Input(text);

    private static void Press(IRenderedComponent<AskBox> box, string key)
    {
        Input(box).KeyDown(new KeyboardEventArgs { Key = key });
        Settle(box);
    }

    private void Rest(int milliseconds) => Time.Advance(TimeSpan.FromMilliseconds(milliseconds));

    private IRenderedComponent<AskBox> Opened(string text)
    {
        var box = Render<AskBox>();
        Type(box, text);
        Rest(100);
        box.WaitForState(() => Words(box).Count > 0);
        Settle(box);
        return box;
    }

    /// <summary>What is seen is seen in the middle of drawing: an event that comes then would wait until it is over, and the test not for it.</summary>
    private static void Settle(IRenderedComponent<AskBox> box) => box.InvokeAsync(() => { }).GetAwaiter().GetResult();
}
