using Bunit;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor;
using WebP2P.Host.Access;
using WebP2P.Host.Api;
using WebP2P.Host.Components.Pages;
using WebP2P.Host.Components.Parts;
using WebP2P.Host.Tests.Fakes;

namespace WebP2P.Host.Tests.Components;

/// <summary>A form whose change cannot be written says why, keeps what was typed, and the page goes on.</summary>
public sealed class UnwrittenPageTests : PageContext
{
    private const string NoRoom = "There is no room on the disk with this node's data";

    private static readonly Exception Full = new DbUpdateException("not saved", new SqliteException("database or disk is full", 13));

    [Theory]
    [InlineData(13, NoRoom)]
    [InlineData(8, "This node's data cannot be written")]
    [InlineData(10, "This node's data cannot be written")]
    [InlineData(5, "Another program keeps this node's data locked")]
    public void A_folder_that_cannot_be_shared_now_stays_chosen(int code, string sentence)
    {
        Shares.Unwritten = new SqliteException("not written", code);
        var picker = Render<FolderPicker>();
        picker.Find("input").Change("/home/alice/Music");
        picker.Find("form").Submit();
        picker.Find(".verdict button").Click();
        Assert.Contains(sentence, picker.Find("[role=alert]").TextContent, StringComparison.Ordinal);
        Assert.Contains("/home/alice/Music", picker.Find(".verdict").TextContent, StringComparison.Ordinal);

        Shares.Unwritten = null;
        picker.Find(".verdict button").Click();
        Assert.Empty(picker.FindAll("[role=alert]"));
        Assert.Contains(Shares.Shares, share => share.Path == "/home/alice/Music");
    }

    [Fact]
    public void What_is_no_fault_of_the_disk_is_not_hidden()
    {
        Shares.Unwritten = new SqliteException("no such table", 1);
        var picker = Render<FolderPicker>();
        picker.Find("input").Change("/home/alice/Music");
        picker.Find("form").Submit();
        Assert.Throws<SqliteException>(() => picker.Find(".verdict button").Click());
    }

    [Fact]
    public void Rules_that_cannot_be_saved_stay_in_the_field()
    {
        Shares.Unwritten = Full;
        foreach (var share in new[] { Shares.Shares[0], null })
        {
            var editor = Render<RulesEditor>(parameters => parameters.Add(form => form.Share, share));
            editor.Find("textarea").Input("*.log");
            editor.Find("form").Submit();
            Assert.Contains(NoRoom, editor.Find("[role=alert]").TextContent, StringComparison.Ordinal);
            Assert.Equal("*.log", editor.Find("textarea").GetAttribute("value"));
        }
    }

    [Fact]
    public void A_block_that_cannot_be_kept_says_so_in_the_form()
    {
        Index.Unwritten = Full;
        var form = Render<IndexBlockForm>();
        form.Find("input").Change(new string('a', 64));
        form.Find("form").Submit();
        Assert.Contains(NoRoom, form.Find("[role=alert]").TextContent, StringComparison.Ordinal);
        Assert.Equal(new string('a', 64), form.Find("input").GetAttribute("value"));
    }

    [Fact]
    public void Buttons_say_why_they_changed_nothing()
    {
        (Index.Unwritten, Shares.Unwritten, Downloads.Unwritten, Hashing.Unwritten) = (Full, Full, Full, Full);
        var nodes = Render<IndexNodeList>();
        nodes.Find("button[aria-label^='Block']").Click();
        nodes.Find("button.main").Click();
        SaysNoRoom();
        var share = Render<ShareRow>(parameters => parameters.Add(row => row.Share, Shares.Shares[0]));
        share.Find("button[aria-label^='Stop sharing']").Click();
        share.Find("button.main").Click();
        SaysNoRoom();
        Render<HashingBar>(parameters => parameters.Add(bar => bar.IsHashing, true)).Find("button").Click();
        SaysNoRoom();
        var download = Render<DownloadActions>(parameters => parameters.Add(actions => actions.Download, Downloads.List(null)[0]));
        download.Find("button[aria-label^='Remove']").Click();
        download.Find("button.main").Click();
        SaysNoRoom();
        Assert.Equal(3, Shares.Shares.Count);
        Assert.False(Hashing.View.Paused);
    }

    [Fact]
    public void What_is_blocked_stays_so_when_that_cannot_be_changed()
    {
        var list = Render<IndexBlockList>();
        Index.BlockAsync(new WebP2P.Node.Control.BlockStart(FakeStatus.Id(2), null, null, null), CancellationToken.None);
        list.InvokeAsync(() => list.Instance.ShowAsync());
        Index.Unwritten = Full;
        list.Find("button[aria-label^='Let in again']").Click();
        SaysNoRoom();
        Assert.Single(Index.List);
    }

    [Fact]
    public void An_index_server_that_cannot_be_remembered_stays_in_the_field_and_the_form_can_be_sent_again()
    {
        Node.Unwritten = Full;
        var form = Render<JoinForm>();
        form.Find("input").Change("192.0.2.17:6699");
        form.Find("form").Submit();
        Assert.Contains(NoRoom, form.Find("[role=alert]").TextContent, StringComparison.Ordinal);
        Assert.False(form.Find("button").HasAttribute("disabled"));
        Assert.Equal("192.0.2.17:6699", form.Find("input").GetAttribute("value"));
    }

    [Fact]
    public void A_setup_that_cannot_be_kept_stays_at_its_last_step()
    {
        var memory = new FakeMemory { Unwritten = Full };
        var options = new ControlOptions { Data = "/nowhere", Urls = "http://127.0.0.1:0" };
        Services.AddSingleton<IControlSettings>(memory).AddSingleton(options).AddSingleton<OwnerPassword>().AddSingleton<OwnerSetup>();
        var page = Render<Setup>();
        page.FindAll("button").Single(button => button.TextContent == "Only this computer").Click();
        page.FindAll("button").Single(button => button.TextContent == "Share nothing for now").Click();
        page.Find("form").Submit();
        Assert.Contains(NoRoom, page.Find("[role=alert]").TextContent, StringComparison.Ordinal);
        Assert.False(page.Find("form button.solid").HasAttribute("disabled"));

        memory.Unwritten = null;
        page.Find("form").Submit();
        Assert.Contains("This node is set up", page.Find("h1").TextContent, StringComparison.Ordinal);
    }

    /// <summary>Once for what was pressed last.</summary>
    private void SaysNoRoom()
    {
        var tray = Services.GetRequiredService<ISnackbar>();
        Assert.StartsWith(NoRoom, Assert.Single(tray.ShownSnackbars).Message, StringComparison.Ordinal);
        tray.Clear();
    }
}
