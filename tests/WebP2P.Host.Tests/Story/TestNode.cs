using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using WebP2P.Host.Access;
using WebP2P.Host.Cli;
using WebP2P.Node;
using WebP2P.Node.Library;

namespace WebP2P.Host.Tests.Story;

/// <summary>A real node in a folder of its own: key, ports, sockets, databases; shares no object with another. Driven over its REST API.</summary>
internal sealed class TestNode : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(120);

    private readonly NodeOptions options;
    private bool skipSetup;
    private Action<WebApplicationBuilder>? configure;
    private NodeHost? host;

    private TestNode(NodeOptions options, string root)
    {
        this.options = options;
        Root = root;
    }

    public string Root { get; }

    public string ShareFolder => Path.Combine(Root, "shared");

    public string Downloads => options.Downloads;

    public NodeHost Host => host ?? throw new InvalidOperationException("The node is stopped.");

    /// <summary>Signed in with the node's key.</summary>
    public HttpClient Http { get; private set; } = new();

    public string PeerAddress => $"127.0.0.1:{Host.PeerPort}";

    /// <param name="skipSetup">False: a node as a person starts it for the first time.</param>
    /// <param name="configure">Changes services before the node is built, at every start.</param>
    public static async Task<TestNode> StartAsync(string name, string? indexServer = null, Func<NodeOptions, NodeOptions>? change = null, bool skipSetup = true, Action<WebApplicationBuilder>? configure = null)
    {
        var root = Directory.CreateTempSubdirectory($"webp2p-test-{name}-").FullName;
        Directory.CreateDirectory(Path.Combine(root, "shared"));
        var options = new NodeOptions
        {
            Data = Path.Combine(root, "data"),
            Downloads = Path.Combine(root, "downloads"),
            Name = name,
            PeerListen = "127.0.0.1:0",
            Shares = [Path.Combine(root, "shared")],
            IndexServer = indexServer,
            Overlays = ["napster"],
            AllowLoopback = true,
        };
        var node = new TestNode(change?.Invoke(options) ?? options, root) { skipSetup = skipSetup, configure = configure };
        await node.StartAsync();
        return node;
    }

    /// <summary>Writes a file into the share; it is scanned when <see cref="RescanAsync()"/> is called, or at the start.</summary>
    public void Share(string name, byte[] bytes) => File.WriteAllBytes(Path.Combine(ShareFolder, name), bytes);

    public async Task StopAsync()
    {
        Http.Dispose();
        if (host is not null) await host.DisposeAsync();
        host = null;
    }

    /// <summary>Starts again with the same folders, perhaps elsewhere.</summary>
    public async Task StartAsync(string? peerListen = null)
    {
        var settings = new HostSettings(options with { PeerListen = peerListen ?? options.PeerListen }, new ControlOptions { Data = options.Data, Urls = "http://127.0.0.1:0", SkipSetup = skipSetup });
        host = await NodeHost.StartAsync(settings, configure);
        Http = new HttpClient { BaseAddress = new Uri(host.Address + "/api/v1/"), Timeout = Deadline };
        Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", host.ControlKey);
    }

    public T Service<T>()
        where T : notnull => Host.Services.GetRequiredService<T>();

    /// <summary>Until every share was looked through after this, and the index has committed what was found.</summary>
    public async Task RescanAsync()
    {
        foreach (var share in (await SharesAsync()).Select(share => share.GetProperty("id").GetString()!)) await RescanAsync(share);
        await RegisteredAsync();
    }

    /// <summary>Until all shares are ready and the index has committed them.</summary>
    public Task RegisteredAsync() => UntilAsync(async () =>
    {
        var shares = await GetAsync("shares");
        if (shares.GetProperty("items").EnumerateArray().Any(share => share.GetProperty("state").GetString() != "ready")) return false;
        var counters = (await GetAsync("overlays/napster")).GetProperty("counters");
        // The counters are of a moment ago; the library itself knows what was committed last.
        var version = Service<LibraryJournal>().Current.Version;
        return version > 0 && counters.GetProperty("registeredVersion").GetInt64() == version;
    });

    /// <summary>A share that is asked for a scan stands as ready until it begins, so the time of the last one is what tells.</summary>
    private async Task RescanAsync(string share)
    {
        var before = default(DateTimeOffset?);
        await UntilAsync(async () => (await SharesAsync()).Single(view => view.GetProperty("id").GetString() == share) is var view
            && view.GetProperty("state").GetString() is not ("scanning" or "hashing")
            && (before = ScannedAt(view)) is not null);
        await Http.PostAsync($"shares/{share}/rescan", null);
        await UntilAsync(async () => (await SharesAsync()).Single(view => view.GetProperty("id").GetString() == share) is var view
            && view.GetProperty("state").GetString() == "ready"
            && ScannedAt(view) != before);
    }

    private async Task<List<JsonElement>> SharesAsync() => [.. (await GetAsync("shares")).GetProperty("items").EnumerateArray()];

    private static DateTimeOffset? ScannedAt(JsonElement share) => share.GetProperty("scannedAt") is { ValueKind: JsonValueKind.String } at ? at.GetDateTimeOffset() : null;

    public async Task<JsonElement> GetAsync(string path)
    {
        using var response = await Http.GetAsync(path);
        return await BodyAsync(response);
    }

    public async Task<JsonElement> PostAsync(string path, object body)
    {
        using var response = await Http.PostAsJsonAsync(path, body);
        return await BodyAsync(response);
    }

    /// <summary>Searches until the end; the results as the API shows them.</summary>
    public async Task<(string SearchId, IReadOnlyList<JsonElement> Results)> SearchAsync(string query)
    {
        var search = (await PostAsync("searches", new { query })).GetProperty("id").GetString()!;
        await UntilAsync(async () => (await GetAsync($"searches/{search}")).GetProperty("state").GetString() != "running");
        return (search, [.. (await GetAsync($"searches/{search}/results")).GetProperty("items").EnumerateArray()]);
    }

    public async Task<JsonElement> CompletedAsync(string download)
    {
        JsonElement view = default;
        await UntilAsync(async () =>
        {
            view = await GetAsync($"downloads/{download}");
            if (view.GetProperty("state").GetString() == "failed") throw new InvalidOperationException($"The download failed: {view}");
            return view.GetProperty("state").GetString() == "completed";
        });
        return view;
    }

    /// <summary>Polls; fails when it does not come true in time.</summary>
    public static async Task UntilAsync(Func<Task<bool>> condition, TimeSpan? within = null, [CallerArgumentExpression(nameof(condition))] string what = "")
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(25));
        var watch = Stopwatch.StartNew();
        while (!await condition())
        {
            if (watch.Elapsed > (within ?? Deadline)) throw new TimeoutException($"Waited in vain for: {what}");
            await timer.WaitForNextTickAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Directory.Delete(Root, true);
    }

    /// <summary>What was answered; anything but success fails the test.</summary>
    internal static async Task<JsonElement> BodyAsync(HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"{response.RequestMessage!.Method} {response.RequestMessage.RequestUri} answered {(int)response.StatusCode}: {text}");
        return text.Length == 0 ? default : JsonDocument.Parse(text).RootElement.Clone();
    }
}
