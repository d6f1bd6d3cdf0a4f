using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using WebP2P.Host.Access;
using WebP2P.Host.Api;
using WebP2P.Host.Lab;
using WebP2P.Host.Tests.Components;
using WebP2P.Node.Control;

namespace WebP2P.Host.Tests.Fakes;

/// <summary>A started control plane on a free port, before services of ours.</summary>
internal sealed class TestControl : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly DirectoryInfo folder;

    private TestControl(WebApplication app, DirectoryInfo folder)
    {
        this.app = app;
        this.folder = folder;
        Address = new Uri(app.Urls.First());
        Key = app.Services.GetRequiredService<ControlKey>().Text;
    }

    public Uri Address { get; }

    public string Key { get; }

    public string Data => folder.FullName;

    public IServiceProvider Services => app.Services;

    public NodeFeed Feed => Services.GetRequiredService<NodeFeed>();

    public FakeSearches Searches => (FakeSearches)Services.GetRequiredService<ISearches>();

    public FakeDownloads Downloads => (FakeDownloads)Services.GetRequiredService<IDownloads>();

    public FakeShares Shares => (FakeShares)Services.GetRequiredService<IShares>();

    public FakeUploadPeers UploadPeers => (FakeUploadPeers)Services.GetRequiredService<IUploadPeers>();

    public FakeLabWorker Lab => (FakeLabWorker)Services.GetRequiredService<ILabWorker>();

    public FakeUploads Uploads => (FakeUploads)Services.GetRequiredService<IUploads>();

    /// <param name="more">Endpoints that are mapped beside those of the program.</param>
    public static async Task<TestControl> StartAsync(Func<ControlOptions, ControlOptions>? change = null, FakeMemory? memory = null, TimeProvider? time = null, Action<WebApplication>? more = null)
    {
        var folder = Directory.CreateTempSubdirectory("webp2p-control-");
        var options = new ControlOptions { Data = folder.FullName, Urls = "http://127.0.0.1:0" };
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ApplicationName = "webp2p", ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddSingleton(time ?? TimeProvider.System);
        AddFakes(builder.Services, memory ?? new FakeMemory());
        builder.AddControlPlane(change?.Invoke(options) ?? options);
        var app = builder.Build();
        app.UseControlPlane();
        more?.Invoke(app);
        await app.StartAsync();
        return new TestControl(app, folder);
    }

    /// <summary>A script: has the key.</summary>
    public HttpClient Script()
    {
        var client = Stranger();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Key);
        return client;
    }

    /// <summary>Neither key nor cookie; follows no redirect.</summary>
    public HttpClient Stranger() => Client(new CookieContainer());

    /// <summary>A browser that opened a login link: cookie, own origin and the antiforgery token.</summary>
    public async Task<HttpClient> BrowserAsync()
    {
        var client = Client(new CookieContainer());
        client.DefaultRequestHeaders.Add("Origin", Address.GetLeftPart(UriPartial.Authority));
        var code = Services.GetRequiredService<LoginLinks>().New().Split('#')[1];
        using var answer = await client.PostAsJsonAsync("/api/v1/session", new { code });
        answer.EnsureSuccessStatusCode();
        var session = await client.GetFromJsonAsync<JsonObject>("/api/v1/session");
        client.DefaultRequestHeaders.Add("X-XSRF-TOKEN", (string)session!["antiforgeryToken"]!);
        return client;
    }

    /// <summary>What a browser gets for a fresh login link.</summary>
    public Task<HttpResponseMessage> SignInAsync() =>
        Stranger().PostAsJsonAsync("/api/v1/session", new { code = Services.GetRequiredService<LoginLinks>().NewCode() });

    public static T Read<T>(string json) => JsonSerializer.Deserialize<T>(json, ApiJson.Options)!;

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
        folder.Delete(recursive: true);
    }

    private HttpClient Client(CookieContainer cookies)
    {
        var handler = new SocketsHttpHandler { CookieContainer = cookies, AllowAutoRedirect = false, UseProxy = false };
        handler.SslOptions.RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate?.Subject == "CN=WebP2P control plane";
        return new HttpClient(handler) { BaseAddress = Address };
    }

    private static void AddFakes(IServiceCollection services, FakeMemory memory)
    {
        services.AddSingleton<IControlSettings>(memory);
        services.AddSingleton<ISessionStore>(memory);
        services.AddSingleton(provider => new NodeFeed(provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<INodeStatus, FakeStatus>();
        services.AddSingleton<IGnutellaStatus, SampleGnutella>();
        services.AddSingleton<IShares, FakeShares>();
        services.AddSingleton<IHashing, FakeHashing>();
        services.AddSingleton<IShareEdits, FakeLibrary>();
        services.AddSingleton<ILibraryTree, FakeLibrary>();
        services.AddSingleton<ISearches, FakeSearches>();
        services.AddSingleton<IDownloads, FakeDownloads>();
        services.AddSingleton<IUploads, FakeUploads>();
        services.AddSingleton<IUploadPeers, FakeUploadPeers>();
        services.AddSingleton<ITransferLimits, FakeLimits>();
        services.AddSingleton<IPeers, FakePeers>();
        services.AddSingleton<IOwnIndex, FakeIndex>();
        services.AddSingleton<ILabWorker, FakeLabWorker>();
    }
}
