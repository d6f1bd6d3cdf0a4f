using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace WebP2P.Host.Tests.Story;

/// <summary>The program itself, <c>webp2p serve</c>, as a process that a test may kill and start again with the same folders.</summary>
internal sealed class ServedNode(string? indexServer = null, params string[] more) : IAsyncDisposable
{
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(300);

    private readonly string root = Directory.CreateTempSubdirectory("webp2p-test-served-").FullName;
    private readonly int port = FreePorts.Next();
    private readonly HttpClient http = new() { Timeout = Deadline };
    private Process? process;

    /// <summary>Of the pages.</summary>
    public Uri Pages => new($"http://127.0.0.1:{port}/");

    public string Downloads => Path.Combine(root, "downloads");

    /// <summary>Returns when the node answers with its key.</summary>
    public async Task StartAsync()
    {
        string[] args =
        [
            Path.Combine(AppContext.BaseDirectory, "webp2p.dll"), "serve", "--urls", $"http://127.0.0.1:{port}", "--data", Path.Combine(root, "data"),
            "--downloads", Path.Combine(root, "downloads"), "--peer-listen", "127.0.0.1:0", "--allow-loopback", "--no-open",
            .. indexServer is null ? (string[])[] : ["--index-server", indexServer],
            .. more,
        ];
        process = Process.Start(new ProcessStartInfo("dotnet", args) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        await TestNode.UntilAsync(AnswersAsync, Deadline);
    }

    /// <summary>As if the owner had gone through the setup before.</summary>
    public Task SetUpAsync() => PostAsync("setup", new { });

    public async Task<string> NewLoginLinkAsync() => (await PostAsync("session/links", new { })).GetProperty("url").GetString()!;

    /// <summary>SIGKILL: nothing is written after it.</summary>
    public void Kill()
    {
        process!.Kill();
        process.WaitForExit();
        process.Dispose();
        process = null;
    }

    /// <summary>Searches for the words until something is found, and copies it from all sources.</summary>
    public async Task<string> DownloadAsync(string words)
    {
        JsonElement found = default;
        var search = "";
        await TestNode.UntilAsync(async () =>
        {
            search = (await PostAsync("searches", new { query = words })).GetProperty("id").GetString()!;
            await TestNode.UntilAsync(async () => (await GetAsync($"searches/{search}")).GetProperty("state").GetString() != "running");
            found = (await GetAsync($"searches/{search}/results")).GetProperty("items");
            return found.GetArrayLength() == 1 && found[0].GetProperty("sourceCount").GetInt32() == 2;
        }, Deadline);
        var body = new { hash = found[0].GetProperty("hash").GetString(), size = found[0].GetProperty("size").GetInt64(), searchId = search, mode = "multi" };
        return (await PostAsync("downloads", body)).GetProperty("id").GetString()!;
    }

    public async Task<JsonElement> UntilAsync(string download, Func<JsonElement, bool> isWanted)
    {
        JsonElement view = default;
        await TestNode.UntilAsync(async () => isWanted(view = await GetAsync($"downloads/{download}")), Deadline);
        return view;
    }

    public async ValueTask DisposeAsync()
    {
        if (process is not null) Kill();
        http.Dispose();
        await Task.CompletedTask;
        Directory.Delete(root, true);
    }

    public async Task<JsonElement> GetAsync(string path)
    {
        using var response = await http.GetAsync(Address(path));
        return await TestNode.BodyAsync(response);
    }

    private async Task<JsonElement> PostAsync(string path, object body)
    {
        using var response = await http.PostAsJsonAsync(Address(path), body);
        return await TestNode.BodyAsync(response);
    }

    private async Task<bool> AnswersAsync()
    {
        if (process!.HasExited) throw new InvalidOperationException($"The program ended with {process.ExitCode}.");
        var key = Path.Combine(root, "data", "control-key");
        if (!File.Exists(key)) return false;
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (await File.ReadAllTextAsync(key)).Trim());
        try
        {
            using var response = await http.GetAsync(Address("node"));
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private Uri Address(string path) => new($"http://127.0.0.1:{port}/api/v1/{path}");
}
