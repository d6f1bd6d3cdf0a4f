using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using WebP2P.Node.Control;
using WebP2P.Node.Transfers;
using WebP2P.Protocols.Content;
using WebP2P.Tests.Shared;

namespace WebP2P.Node.Tests.Transfers;

/// <summary>The hours in which downloads run, while the clock is set, the zone changes and the owner has a will of his own.</summary>
public sealed class HoursTests : IAsyncLifetime
{
    private const int SizeBytes = 2_000_000;

    private readonly TempFolder folder = new();
    private readonly byte[] bytes = CopyTests.Bytes(SizeBytes);
    private readonly TownClock clock = new();
    private ThrottledProxy proxy = null!;
    private TransferNode bob = null!, alice = null!;
    private ContentId content;

    public async ValueTask InitializeAsync()
    {
        bob = await TransferNode.StartAsync(folder["bob"]);
        content = bob.Share(bytes);
        proxy = new ThrottledProxy(() => bob.Plane.EndPoint!, 100_000);
    }

    [Theory]
    [InlineData("22:00-07:00", "21:59", false)]
    [InlineData("22:00-07:00", "22:00", true)]
    [InlineData("22:00-07:00", "00:00", true)]
    [InlineData("22:00-00:00", "23:59", true)]
    [InlineData("22:00-24:00", "23:59", true)]
    [InlineData("22:00-24:00", "00:00", false)]
    [InlineData("00:00-00:00", "12:00", true)]
    [InlineData("00:00-24:00", "12:00", true)]
    [InlineData("00:00-00:01", "00:00", true)]
    [InlineData("00:00-00:01", "00:01", false)]
    [InlineData("12:00-11:59", "11:59", false)]
    public void The_begin_belongs_to_the_hours_the_end_does_not_and_equal_ones_are_the_whole_day(string text, string time, bool isOpen)
    {
        Assert.True(DownloadHours.TryParse(text, out var hours));
        Assert.Equal(isOpen, hours.IsOpen(new DateTimeOffset(new DateOnly(2026, 3, 1), TimeOnly.Parse(time, CultureInfo.InvariantCulture), TimeSpan.Zero)));
    }

    [Fact]
    public async Task Both_edges_over_midnight_are_kept()
    {
        clock.Set("21:30");
        await StartAsync("22:00-07:00");
        var id = (await alice.StartDownloadAsync(content, bob.Id)).Id;
        await PausedByScheduleAsync(id);
        clock.Set("22:00");
        await RunsAsync(id);
        clock.Set("23:59:59");
        await alice.UntilTickedAsync();
        clock.Set("00:00");
        await alice.UntilTickedAsync();
        Assert.Equal(DownloadState.Running, alice.Downloads.Find(id)!.State);
        clock.Set("07:00");
        await PausedByScheduleAsync(id);
    }

    [Fact]
    public async Task A_clock_that_jumps_over_an_edge_and_back_pauses_and_goes_on()
    {
        clock.Set("12:00");
        await StartAsync("08:00-13:00");
        var id = (await alice.StartDownloadAsync(content, bob.Id)).Id;
        await RunsAsync(id);
        clock.Set("13:30");
        await PausedByScheduleAsync(id);
        clock.Set("12:30");
        await RunsAsync(id);
        clock.Set("07:59");
        await PausedByScheduleAsync(id);
    }

    [Fact]
    public async Task Summer_time_and_another_zone_count_at_once()
    {
        clock.Zone = WithSummer();
        clock.SetUtc("2026-03-29T00:59:00Z");
        await StartAsync("03:00-05:00");
        var id = (await alice.StartDownloadAsync(content, bob.Id)).Id;
        await PausedByScheduleAsync(id);
        // A minute later it is not two but three o'clock here.
        clock.SetUtc("2026-03-29T01:00:00Z");
        await RunsAsync(id);
        clock.Zone = TimeZoneInfo.Utc;
        await PausedByScheduleAsync(id);
        clock.Zone = WithSummer();
        await RunsAsync(id);
    }

    [Fact]
    public async Task The_owners_pause_outlasts_the_hours_and_his_resume_lasts_until_they_change()
    {
        clock.Set("12:00");
        await StartAsync("08:00-13:00");
        var id = (await alice.StartDownloadAsync(content, bob.Id)).Id;
        await RunsAsync(id);
        await alice.Downloads.PauseAsync(id, default);
        foreach (var time in (string[])["14:00", "08:00", "13:00"])
        {
            clock.Set(time);
            await alice.UntilTickedAsync();
            Assert.Equal(PausedBy.Owner, alice.Downloads.Find(id)!.PausedBy);
        }
        await alice.Downloads.ResumeAsync(id, default);
        await RunsAsync(id);
        await alice.UntilTickedAsync();
        Assert.Equal(DownloadState.Running, alice.Downloads.Find(id)!.State);
        clock.Set("09:00");
        await alice.UntilTickedAsync();
        Assert.Equal(DownloadState.Running, alice.Downloads.Find(id)!.State);
        clock.Set("13:00");
        await PausedByScheduleAsync(id);
        Assert.Equal(PausedBy.Owner, (await alice.Downloads.PauseAsync(id, default)).Value!.PausedBy);
        clock.Set("09:00");
        await alice.UntilTickedAsync();
        Assert.Equal((DownloadState.Paused, PausedBy.Owner), (alice.Downloads.Find(id)!.State, alice.Downloads.Find(id)!.PausedBy));
    }

    [Fact]
    public async Task A_check_outside_the_hours_does_not_make_a_copy_run()
    {
        clock.Set("12:00");
        await StartAsync("08:00-13:00");
        var id = (await alice.StartDownloadAsync(content, bob.Id)).Id;
        await alice.UntilAsync(id, view => view.BytesDone > 0);
        clock.Set("13:00");
        await PausedByScheduleAsync(id);
        await alice.Downloads.VerifyAsync(id, default);
        await PausedByScheduleAsync(id);
    }

    [Fact]
    public async Task A_restart_inside_the_hours_wakes_what_they_paused()
    {
        clock.Set("07:00");
        await StartAsync("08:00-13:00");
        var id = (await alice.StartDownloadAsync(content, bob.Id)).Id;
        await PausedByScheduleAsync(id);
        await alice.DisposeAsync();
        clock.Set("08:00");
        await StartAsync("08:00-13:00");
        await RunsAsync(id);
    }

    public async ValueTask DisposeAsync()
    {
        if (alice is not null) await alice.DisposeAsync();
        await bob.DisposeAsync();
        proxy.Dispose();
        folder.Dispose();
    }

    private async Task StartAsync(string hours) => alice = await TransferNode.StartAsync(
        folder["alice"],
        configure: options => options with { DownloadHours = hours },
        add: services => services.AddSingleton<TimeProvider>(clock),
        meetFirst: node => node.Meet(bob, proxy.Port));

    private Task<DownloadView> PausedByScheduleAsync(Guid id) => alice.UntilAsync(id, view => view is { State: DownloadState.Paused, PausedBy: PausedBy.Schedule });

    private Task<DownloadView> RunsAsync(Guid id) => alice.UntilStateAsync(id, DownloadState.Running);

    /// <summary>An hour before UTC in winter and two in summer, which begins on 29 March 2026 at two.</summary>
    private static TimeZoneInfo WithSummer()
    {
        var begin = TimeZoneInfo.TransitionTime.CreateFixedDateRule(new DateTime(1, 1, 1, 2, 0, 0), 3, 29);
        var end = TimeZoneInfo.TransitionTime.CreateFixedDateRule(new DateTime(1, 1, 1, 3, 0, 0), 10, 25);
        var rule = TimeZoneInfo.AdjustmentRule.CreateAdjustmentRule(DateTime.MinValue.Date, DateTime.MaxValue.Date, TimeSpan.FromHours(1), begin, end);
        return TimeZoneInfo.CreateCustomTimeZone("Town", TimeSpan.FromHours(1), "Town", "Town", "Town in summer", [rule]);
    }

    /// <summary>Goes on from what it is set to; what is measured by it goes on as ever.</summary>
    private sealed class TownClock : TimeProvider
    {
        private TimeSpan ahead;

        public TimeZoneInfo Zone { get; set; } = TimeZoneInfo.Utc;

        public override TimeZoneInfo LocalTimeZone => Zone;

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + ahead;

        public void SetUtc(string time) => ahead = DateTimeOffset.Parse(time, CultureInfo.InvariantCulture) - base.GetUtcNow();

        /// <summary>Of the same day.</summary>
        public void Set(string time) => SetUtc($"2026-05-05T{time}Z");
    }
}
