using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Playwright;
using WebP2P.Host.Access;
using WebP2P.Host.Lab;
using WebP2P.Host.Tests.Components;
using WebP2P.Host.Tests.Fakes;
using WebP2P.Host.Tests.Story;
using WebP2P.Node.Control;

namespace WebP2P.Host.Tests.Browser;

/// <summary>The real control plane with the real pages, over a node that exists only as figures.</summary>
internal sealed class SampleDashboard : IAsyncDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("webp2p-pages-");
    private readonly FakeMemory memory = new();
    private WebApplication? app;
    private readonly int port = FreePorts.Next();

    public SampleNode Node { get; } = new();

    public FakeUploadPeers UploadPeers { get; } = FakeUploadPeers.Sample();

    public SampleSearches Searches { get; } = new() { WithGnutella = true };

    public SampleGnutella Gnutella { get; } = new();

    public SampleDownloads Downloads { get; init; } = new();

    public SampleShares Shares { get; } = new();

    public FakeIndex Index { get; } = new();

    public SampleLab Runs { get; } = new();

    public bool SkipSetup { get; init; } = true;

    public Uri Address => new($"http://127.0.0.1:{port}/");

    public string LoginLink => app!.Services.GetRequiredService<LoginLinks>().New();

    public static async Task<SampleDashboard> StartAsync(bool skipSetup = true)
    {
        var dashboard = new SampleDashboard { SkipSetup = skipSetup };
        await dashboard.StartAgainAsync();
        return dashboard;
    }

    /// <summary>Starts the program, after a stop with what it remembers on disk.</summary>
    public async Task StartAgainAsync()
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ApplicationName = "webp2p", ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.SetMinimumLevel(LogLevel.Error);
        builder.Services.AddSingleton<IControlSettings>(memory).AddSingleton<ISessionStore>(memory);
        builder.Services.AddSingleton(TimeProvider.System).AddSingleton(new NodeFeed(TimeProvider.System));
        builder.Services.AddSingleton<INodeStatus>(Node).AddSingleton<IPeers>(Node).AddSingleton<IUploads>(Node).AddSingleton<IUploadPeers>(UploadPeers).AddSingleton<ITransferLimits, FakeLimits>();
        builder.Services.AddSingleton<ISearches>(Searches).AddSingleton<IDownloads>(Downloads).AddSingleton<IShares>(Shares).AddSingleton<IOwnIndex>(Index);
        builder.Services.AddSingleton<IGnutellaStatus>(Gnutella);
        builder.Services.AddSingleton<IShareEdits>(new SampleEdits(Shares)).AddSingleton<ILibraryTree>(new SampleLibrary()).AddSingleton<IHashing, FakeHashing>();
        builder.Services.AddSingleton<ILabRuns>(Runs);
        builder.AddControlPlane(new ControlOptions { Data = folder.FullName, Urls = $"http://127.0.0.1:{port}", SkipSetup = SkipSetup });
        app = builder.Build();
        app.UseControlPlane();
        await app.StartAsync();
    }

    /// <summary>Stops without waiting for anybody, as a killed program does.</summary>
    public async Task StopAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await app!.StopAsync(now.Token);
        await app.DisposeAsync();
        app = null;
    }

    /// <summary>A page that is signed in by a login link, with its console watched.</summary>
    public async Task<WatchedPage> SignInAsync(IBrowserContext context, string theme = "light")
    {
        await context.AddCookiesAsync([new Cookie { Name = "theme", Value = theme, Url = Address.ToString() }]);
        var page = new WatchedPage(await context.NewPageAsync());
        await page.Page.GotoAsync(LoginLink);
        // Looked at again and again: an event of the navigation may be over before somebody waits for it.
        await Assertions.Expect(page.Page).ToHaveURLAsync(SkipSetup ? Address.ToString() : Address + "setup");
        await page.Page.Locator(".shell h1").WaitForAsync();
        return page;
    }

    public async ValueTask DisposeAsync()
    {
        if (app is not null) await StopAsync();
        folder.Delete(recursive: true);
    }
}
