using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using WebP2P.Host.Tests.Story;

namespace WebP2P.Host.Tests.Namespaces;

/// <summary>The program as a process on a host of its own; driven over its REST API on that host's loopback.</summary>
internal sealed class NamespaceNode : IAsyncDisposable
{
    public const int PeerPort = 6699;

    private const int ControlPort = 5080;
    // Three programs that start at once have needed half a minute each on a machine with much else to do.
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(300);

    private readonly string root = Directory.CreateTempSubdirectory("webp2p-test-netns-").FullName;
    private readonly string[] more;
    private readonly HttpClient http;
    private Process? process;

    /// <param name="more">Options of <c>serve</c>.</param>
    public NamespaceNode(NetNamespace host, string? indexServer, params string[] more)
    {
        Host = host;
        this.more = [.. indexServer is null ? (string[])[] : ["--index-server", indexServer], .. more];
        Directory.CreateDirectory(ShareFolder);
        http = new HttpClient(new SocketsHttpHandler { ConnectCallback = async (_, _) => await host.ConnectAsync(ControlPort) })
        {
            BaseAddress = new Uri($"http://127.0.0.1:{ControlPort}/api/v1/"),
            Timeout = Deadline,
        };
    }

    public NetNamespace Host { get; }

    private string ShareFolder => Path.Combine(root, "share");

    public void Share(string name, byte[] bytes) => File.WriteAllBytes(Path.Combine(ShareFolder, name), bytes);

    /// <summary>Returns when the node answers.</summary>
    public async Task StartAsync()
    {
        string[] args =
        [
            Path.Combine(AppContext.BaseDirectory, "webp2p.dll"), "serve", "--urls", $"http://127.0.0.1:{ControlPort}", "--data", Path.Combine(root, "data"),
            "--downloads", Path.Combine(root, "downloads"), "--share", ShareFolder, "--quiet-ms", "0", "--no-open",
            .. more,
        ];
        var start = Host.Start("dotnet", args);
        (start.RedirectStandardOutput, start.RedirectStandardError) = (true, true);
        process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        await TestNode.UntilAsync(AnswersAsync, Deadline);
        await PostAsync("setup", new { });
    }

    public async Task<JsonElement> GetAsync(string path)
    {
        using var response = await http.GetAsync(path);
        return await TestNode.BodyAsync(response);
    }

    public async Task<JsonElement> PostAsync(string path, object body)
    {
        using var response = await http.PostAsJsonAsync(path, body);
        return await TestNode.BodyAsync(response);
    }

    public Task<JsonElement> ReachabilityAsync(string expected) => SeeAsync(() => GetAsync("node"), node => node.GetProperty("reachability").GetString() == expected);

    /// <summary>Searches until so many sources are found, and copies from all of them.</summary>
    public async Task<string> DownloadAsync(string words, int sources = 1)
    {
        var search = "";
        var results = await SeeAsync(
            async () =>
            {
                search = (await PostAsync("searches", new { query = words })).GetProperty("id").GetString()!;
                await SeeAsync(() => GetAsync($"searches/{search}"), view => view.GetProperty("state").GetString() != "running");
                return (await GetAsync($"searches/{search}/results")).GetProperty("items");
            },
            items => items.GetArrayLength() == 1 && items[0].GetProperty("sourceCount").GetInt32() >= sources);
        var body = new { hash = results[0].GetProperty("hash").GetString(), size = results[0].GetProperty("size").GetInt64(), searchId = search };
        return (await PostAsync("downloads", body)).GetProperty("id").GetString()!;
    }

    public Task<JsonElement> SeeDownloadAsync(string download, Func<JsonElement, bool> isWanted, TimeSpan? within = null) => SeeAsync(() => GetAsync($"downloads/{download}"), isWanted, within);

    /// <summary>Until it is complete; the hash of the file.</summary>
    public async Task<byte[]> CompletedAsync(string download, TimeSpan? within = null)
    {
        var done = await SeeDownloadAsync(download, view => view.GetProperty("state").GetString() == "completed", within);
        return SHA256.HashData(await File.ReadAllBytesAsync(done.GetProperty("path").GetString()!));
    }

    public async ValueTask DisposeAsync()
    {
        if (process is { } running)
        {
            running.Kill();
            await running.WaitForExitAsync();
            running.Dispose();
        }

        http.Dispose();
        Directory.Delete(root, true);
    }

    internal static async Task<JsonElement> SeeAsync(Func<Task<JsonElement>> look, Func<JsonElement, bool> isWanted, TimeSpan? within = null)
    {
        JsonElement seen = default;
        var isSeen = false;
        await TestNode.UntilAsync(async () => isSeen = isWanted(seen = await look()), within ?? Deadline);
        Assert.True(isSeen, $"not in time; the last look was {seen}");
        return seen;
    }

    private async Task<bool> AnswersAsync()
    {
        if (process!.HasExited) throw new InvalidOperationException($"The program ended with {process.ExitCode}.");
        var key = Path.Combine(root, "data", "control-key");
        if (!File.Exists(key)) return false;
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (await File.ReadAllTextAsync(key)).Trim());
        try
        {
            using var response = await http.GetAsync("node");
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
