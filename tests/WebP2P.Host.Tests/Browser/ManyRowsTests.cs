using System.Diagnostics;
using WebP2P.Host.Tests.Components;
using WebP2P.Node.Control;

namespace WebP2P.Host.Tests.Browser;

[Collection(ChromiumGroup.Name)]
public sealed class ManyRowsTests(ChromiumFixture chromium)
{
    private const int Rows = 10_000;
    private const int Settling = 12;
    private const int Changes = 24;
    private const double BytesPerSecondMax = 40_000;

    // Waiting inside the page: the policy forbids what Playwright's own waiting for an expression does.
    private const string UntilScrolled = """
        () => new Promise(done => {
          const look = () => [...document.querySelectorAll(".live a.title")].some(name => Number(name.textContent.slice(5)) > 1000) ? done() : requestAnimationFrame(look);
          document.querySelector("main").scrollTo(0, 100000);
          look();
        })
        """;

    private const string UntilChanged = """
        changes => new Promise(done => {
          let seen = 0, longest = 0;
          new PerformanceObserver(list => { for (const task of list.getEntries()) longest = Math.max(longest, task.duration); }).observe({ entryTypes: ["longtask"] });
          new MutationObserver(() => { if (++seen === changes) done(longest); }).observe(document.querySelector(".live tbody"), { subtree: true, characterData: true, childList: true });
        })
        """;

    [Fact]
    public async Task Ten_thousand_changing_downloads_scroll_stay_in_place_and_cost_little()
    {
        await using var dashboard = new SampleDashboard { Downloads = new SampleDownloads { IsRestless = true, Views = [.. Enumerable.Range(0, Rows).Select(Download)] } };
        await dashboard.StartAgainAsync();
        await using var context = await chromium.OpenAsync();
        var page = await dashboard.SignInAsync(context);
        var bytes = 0L;
        page.Page.WebSocket += (_, socket) => socket.FrameReceived += (_, frame) => Interlocked.Add(ref bytes, frame.Binary?.Length ?? 0);
        await page.OpenAsync(dashboard.Address, "downloads");
        await page.Page.Locator(".live tbody tr td a").First.WaitForAsync();
        await page.Page.EvaluateAsync(UntilScrolled);
        await page.Page.EvaluateAsync<double>(UntilChanged, Settling);

        var watch = Stopwatch.StartNew();
        var before = Interlocked.Read(ref bytes);
        var longestTaskMs = await page.Page.EvaluateAsync<double>(UntilChanged, Changes);
        var perSecond = (Interlocked.Read(ref bytes) - before) / watch.Elapsed.TotalSeconds;

        TestContext.Current.TestOutputHelper?.WriteLine($"{perSecond / 1000:0.0} KB/s, {Changes / watch.Elapsed.TotalSeconds:0.0} changes a second, longest task {longestTaskMs} ms");
        Assert.Equal(100_000, await page.Page.EvaluateAsync<double>("document.querySelector('main').scrollTop"));
        Assert.InRange(perSecond, 1, BytesPerSecondMax);
        Assert.Empty(page.Complaints);
    }

    private static DownloadView Download(int i) => SampleDownloads.View($"file {i}", 40, 0.5, DownloadState.Running, "Copying from 2 sources.", 5_000_000 + i);
}
