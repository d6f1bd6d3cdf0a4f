using Bunit;
using Microsoft.Extensions.DependencyInjection;
using WebP2P.Host.Components.Pages;
using WebP2P.Host.Components.Parts;
using WebP2P.Node.Control;
using WebP2P.Protocols.Overlays.Napster;

namespace WebP2P.Host.Tests.Components;

public sealed class PageTests : PageContext
{
    [Fact]
    public void Every_download_shows_its_pieces_and_the_reason_of_its_state()
    {
        var page = Render<Downloads>();

        Assert.Equal(Downloads.Views.Count, page.FindAll(".live svg.strip").Count);
        Assert.All(Downloads.Views, view => Assert.Contains(view.Reason, page.Markup, StringComparison.Ordinal));
        Assert.Equal("2 copying at 61.0MiB/s, 1 waiting, 1 complete. 1 needs you.", page.Find(".sub").TextContent);
    }

    [Fact]
    public void Pausing_a_download_turns_its_button_into_resuming()
    {
        var page = Render<DownloadDetail>(set => set.Add(detail => detail.Id, Downloads.Views[0].Id));

        page.Find("[data-key=p]").Click();

        Assert.Equal(["pause"], Downloads.Calls);
        Assert.Contains("Resume", page.Find("[data-key=p]").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Removing_an_unfinished_download_asks_back_and_names_what_is_lost()
    {
        var page = Render<DownloadDetail>(set => set.Add(detail => detail.Id, Downloads.Views[0].Id));

        page.FindAll(".acts button").Single(button => button.TextContent == "Remove").Click();
        Assert.Empty(Downloads.Calls);
        page.FindAll(".acts button").Single(button => button.TextContent == "Throw away the 64 % that is here").Click();

        Assert.Equal(["remove"], Downloads.Calls);
        Assert.Contains("not on the list", page.Find("h1").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void A_finished_download_is_moved_to_a_folder_that_is_chosen_and_an_unfinished_one_is_not()
    {
        var done = Downloads.Views.Find(view => view.State == DownloadState.Completed)!;
        var page = Render<DownloadDetail>(set => set.Add(detail => detail.Id, done.Id));
        page.FindAll("button").Single(button => button.TextContent == "Move to another folder").Click();
        page.FindAll(".picker .folder").Single(button => button.TextContent.Contains("alice", StringComparison.Ordinal)).Click();
        page.FindAll(".picker button").Single(button => button.TextContent == "Choose this folder").Click();

        Assert.Equal(["move to /home/alice"], Downloads.Calls);
        var running = Render<DownloadDetail>(set => set.Add(detail => detail.Id, Downloads.Views[0].Id));
        Assert.DoesNotContain("Move to another folder", running.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void A_copy_from_the_own_disk_can_be_paused_and_a_check_of_a_finished_file_cannot()
    {
        var copy = Downloads.Views[0] with { State = DownloadState.Verifying, CompletedAt = null };
        Assert.True(DownloadDrawing.CanPause(copy));
        Assert.False(DownloadDrawing.CanPause(copy with { CompletedAt = SampleNode.Start }));
    }

    [Fact]
    public void A_download_says_its_state_in_words_its_priority_and_who_paused_it()
    {
        Downloads.Views[2] = Downloads.Views[2] with { Priority = DownloadPriority.High };
        var page = Render<Downloads>();

        Assert.Contains("Waiting. None of its 2 known sources answers now; it goes on the moment one is back, or another one appears. Asked again within 40 s. High priority.", page.Find(".live").TextContent, StringComparison.Ordinal);
        Assert.Contains("Paused by the disk", page.Markup, StringComparison.Ordinal);
        page.FindAll(".chip").Single(chip => chip.TextContent.StartsWith("Waiting", StringComparison.Ordinal)).Click();
        Assert.Single(page.FindAll(".live svg.strip"));
        page.FindAll(".chip").Single(chip => chip.TextContent.StartsWith("Needs you", StringComparison.Ordinal)).Click();
        Assert.Contains("holiday-2024.zip", page.Find(".live").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void The_queue_is_paused_and_resumed_as_a_whole_and_moved_one_by_one()
    {
        var page = Render<Downloads>();
        page.FindAll("button").Single(button => button.TextContent.Contains("Pause all", StringComparison.Ordinal)).Click();
        page.FindAll("button").Single(button => button.TextContent.Contains("Resume all", StringComparison.Ordinal)).Click();
        page.Find("button[aria-label='Earlier in the queue: climate-run-0417.nc']").Click();

        Assert.Equal(["pause all", "resume all", "priority High"], Downloads.Calls);
        Assert.True(page.Find("button[aria-label='Earlier in the queue: climate-run-0417.nc']").HasAttribute("disabled"));
    }

    [Fact]
    public void A_waiting_download_is_tried_and_verified_from_its_page()
    {
        var page = Render<DownloadDetail>(set => set.Add(detail => detail.Id, Downloads.Views[2].Id));
        page.FindAll(".acts button").Single(button => button.TextContent == "Try now").Click();
        page.FindAll(".acts button").Single(button => button.TextContent == "Verify").Click();

        Assert.Equal(["retry", "verify"], Downloads.Calls);
        Assert.Contains("Away, tried again later", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void Pieces_in_order_is_a_switch_on_the_page_of_an_unfinished_download()
    {
        var page = Render<DownloadDetail>(set => set.Add(detail => detail.Id, Downloads.Views[0].Id));
        Assert.Equal("false", Switch().GetAttribute("aria-checked"));
        Assert.Contains("to watch while it copies", Switch().GetAttribute("title"), StringComparison.Ordinal);
        Switch().Click();
        Assert.Equal(("true", "In order: on"), (Switch().GetAttribute("aria-checked"), Switch().TextContent));
        Switch().Click();

        Assert.Equal(["order Sequential", "order Rarest"], Downloads.Calls);
        Assert.Equal("false", Switch().GetAttribute("aria-checked"));
        Assert.Empty(Render<DownloadDetail>(set => set.Add(detail => detail.Id, Downloads.Views[4].Id)).FindAll("[role='switch']"));

        AngleSharp.Dom.IElement Switch() => page.Find("[role='switch']");
    }

    [Fact]
    public void A_source_that_gave_bad_pieces_is_named_with_the_reason()
    {
        var page = Render<DownloadDetail>(set => set.Add(detail => detail.Id, Downloads.Views[0].Id));

        Assert.Contains("gave 2 bad pieces", page.FindAll("td.needs").Single().TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void A_download_without_a_byte_is_taken_off_the_list_and_nothing_is_said_to_be_thrown_away()
    {
        Downloads.Views[0] = Downloads.Views[0] with { BytesDone = 0 };
        var page = Render<DownloadDetail>(set => set.Add(detail => detail.Id, Downloads.Views[0].Id));

        page.FindAll(".acts button").Single(button => button.TextContent == "Remove").Click();

        Assert.Equal("Take off the list", page.Find(".sure .main").TextContent);
        page.Find(".sure").KeyDown("Escape");
        Assert.Empty(page.FindAll(".sure"));
        Assert.Empty(Downloads.Calls);
    }

    [Fact]
    public void What_moves_stands_first_the_queue_in_its_order_and_what_is_complete_last()
    {
        var queued = SampleDownloads.View("later.iso", 40, 0, DownloadState.Queued, "Waits for its turn.");
        Downloads.Views.InsertRange(0, [queued, queued with { Id = Guid.NewGuid(), Name = "sooner.iso", Priority = DownloadPriority.High }]);
        Downloads.Views.Reverse();

        var names = Render<Downloads>().FindAll(".live .title").Select(name => name.TextContent).ToList();

        Assert.Equal(["holiday-2024.zip", "climate-run-0417.nc", "sooner.iso", "later.iso", "Hedwig.flac"], names[2..]);
    }

    [Fact]
    public void A_row_that_is_pointed_at_keeps_its_place_when_its_state_changes()
    {
        var page = Render<Downloads>();
        page.Find(".live").TriggerEvent("onmouseenter", new Microsoft.AspNetCore.Components.Web.MouseEventArgs());

        page.Find("[aria-label='Pause debian-12.8-full-set.tar']").Click();

        Assert.Equal("debian-12.8-full-set.tar", page.FindAll(".live .title")[0].TextContent);
        Assert.NotNull(page.Find("[aria-label='Resume debian-12.8-full-set.tar']"));
        page.FindAll(".chip").Single(chip => chip.TextContent.StartsWith("All", StringComparison.Ordinal)).Click();
        Assert.Equal("debian-12.8-full-set.tar", page.FindAll(".live .title")[^2].TextContent);
    }

    [Fact]
    public void Without_downloads_the_page_leads_to_the_search()
    {
        Downloads.Views = [];

        Assert.Equal("Search for something", Render<Downloads>().Find(".empty a").TextContent);
    }

    [Fact]
    public void A_folder_shows_its_count_and_size_before_it_is_shared()
    {
        Shares.Shares = [];
        var page = Render<Shares>();

        page.FindAll(".folder").Single(folder => folder.TextContent.Contains("alice", StringComparison.Ordinal)).Click();
        Assert.Contains("1\u202f204 files", page.Find(".verdict").TextContent, StringComparison.Ordinal);
        page.Find(".verdict button").Click();

        Assert.Equal("/home/alice", Assert.Single(Shares.Shares).Path);
    }

    [Fact]
    public void A_missing_folder_is_named_and_nothing_is_shared()
    {
        var page = Render<Shares>();
        var before = Shares.Shares.Count;
        page.FindAll("button").Single(button => button.TextContent.Trim() == "Share a folder").Click();

        page.Find(".picker input").Change("/nowhere");
        page.Find(".picker form").Submit();

        Assert.Contains("There is no folder /nowhere", page.Find(".picker [role=alert]").TextContent, StringComparison.Ordinal);
        Assert.Equal(before, Shares.Shares.Count);
    }

    [Fact]
    public void A_running_scan_shows_how_far_and_how_fast()
    {
        var scan = Render<Shares>().Find(".scan:has(.gauge)");

        Assert.Contains("212 of 408 files", scan.TextContent, StringComparison.Ordinal);
        Assert.Equal("43", scan.QuerySelector("[role=progressbar]")!.GetAttribute("aria-valuenow"));
    }

    [Fact]
    public void A_way_that_fails_is_red_and_says_why()
    {
        (Node.State, Node.Reason) = (OverlayState.Failed, "lab-nas does not answer; dialling again in 20 s.");

        var page = Render<Network>();

        Assert.Contains("dialling again in 20 s", page.Find("td.needs").TextContent, StringComparison.Ordinal);
        Assert.Single(page.FindAll(".dot.bad"));
        Assert.Single(page.FindAll(".dot.ok"));
    }

    [Theory]
    [InlineData(IndexState.ReadOnly, "The own index is read-only: there is no room on its disk.")]
    [InlineData(IndexState.Rebuilding, "The own index is being rebuilt: there is no room on its disk.")]
    [InlineData(IndexState.Unavailable, "The own index cannot be used: there is no room on its disk.")]
    public void An_index_that_is_not_well_says_so_in_one_sentence(IndexState state, string sentence)
    {
        Assert.Empty(Render<Network>().FindAll("p.needs"));
        Node.Index = new IndexHealthView(state, "there is no room on its disk.", DateTimeOffset.UtcNow, 3, 1);
        Assert.Equal(sentence, Render<Network>().Find("p.needs").TextContent);
        Assert.Equal(sentence, Render<IndexOperator>().Find("p.needs").TextContent);
    }

    [Fact]
    public void An_address_that_is_none_is_refused_beside_the_field()
    {
        var page = Render<Network>();

        page.FindAll("form")[^1].QuerySelector("input")!.Change("nonsense");
        page.FindAll("form")[^1].Submit();

        Assert.Contains("“nonsense” is not an address", page.Find("[role=alert]").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Uploads_show_who_waits_and_where_in_line()
    {
        var page = Render<Uploads>();

        Assert.Contains("waiting, next in line", page.Markup, StringComparison.Ordinal);
        Assert.Equal("2 of 8 slots in use at 8.20MiB/s, 1 waiting. 1.77GiB given since the start.", page.Find(".sub").TextContent);
    }

    [Fact]
    public void Uploads_stand_in_the_order_of_the_line_and_say_how_they_ended()
    {
        Node.Uploads.Reverse();
        Node.Uploads.Insert(0, Node.Uploads[0] with { Id = Guid.NewGuid(), PeerName = "x7", BytesSent = 0, EndedByOwner = true });
        Node.Uploads.Insert(0, Node.Uploads[0] with { Id = Guid.NewGuid(), PeerName = "y8", EndedByOwner = false });

        var states = Render<Uploads>().FindAll("[aria-label='Uploads'] td.why").Select(state => state.TextContent);

        Assert.Equal(["copying now", "copying now", "waiting, next in line", "left without a byte", "ended by you", "has what it asked for"], states);
    }

    [Fact]
    public void A_check_whether_others_reach_the_node_says_that_it_was_asked_for()
    {
        var page = Render<Network>();

        page.FindAll("button").Single(button => button.TextContent == "Check now").Click();

        Assert.Equal(1, Node.ReachabilityChecks);
        Assert.Contains("192.168.1.20:6699, answered in 12 ms, ", page.Markup, StringComparison.Ordinal);
        Assert.Contains("Asked the index server", Assert.Single(Services.GetRequiredService<MudBlazor.ISnackbar>().ShownSnackbars).Message?.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Totals_by_node_show_who_is_refused_and_why_and_refusing_asks_first()
    {
        var page = Render<Uploads>();
        Assert.Contains("takes everything, gives nothing", page.Find("[aria-label='What each node was given']").TextContent, StringComparison.Ordinal);
        Assert.Contains("<img src=x onerror=alert(1)>", page.Find("[aria-label='What each node was given']").TextContent, StringComparison.Ordinal);

        page.Find("[aria-label='Refuse: carol']").Click();
        Assert.Null(UploadPeers.Find(SampleNode.Id("carol"))!.BlockedAt);
        page.FindAll("button").First(button => button.TextContent == "Give it nothing any more").Click();
        Assert.NotNull(UploadPeers.Find(SampleNode.Id("carol"))!.BlockedAt);

        page.Find("[aria-label='Let it copy again: carol']").Click();
        Assert.Null(UploadPeers.Find(SampleNode.Id("carol"))!.BlockedAt);
    }

    [Fact]
    public void Limits_are_chosen_on_the_page_and_one_that_a_script_set_can_be_seen()
    {
        Limits.SetAsync(new TransferLimitsChange(DownloadBytesPerSecond: 123 << 10), default);
        var page = Render<Uploads>();
        Assert.Contains("123 KiB/s", page.FindAll(".limits select")[1].QuerySelector("[selected]")?.TextContent ?? page.FindAll(".limits select")[1].TextContent, StringComparison.Ordinal);

        page.FindAll(".limits select")[0].Change("1048576");
        page.FindAll(".limits select")[3].Change("2");
        Assert.Equal(new TransferLimitsView(1 << 20, 123 << 10, 0, 2), Limits.View);
    }

    [Fact]
    public void Without_uploads_the_page_says_whether_others_can_reach_the_node()
    {
        Node.Uploads.Clear();

        Assert.Contains("Others can reach this node", Render<Uploads>().Find(".empty").TextContent, StringComparison.Ordinal);
    }
}
