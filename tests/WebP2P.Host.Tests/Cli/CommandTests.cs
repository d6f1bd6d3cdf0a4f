using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using WebP2P.Host.Cli;

namespace WebP2P.Host.Tests.Cli;

/// <summary>The commands as a person types them, each a process.</summary>
public sealed class CommandTests : IDisposable
{
    private readonly DirectoryInfo home = Directory.CreateTempSubdirectory("webp2p-cli-");

    private string Data => Path.Combine(home.FullName, "data");

    [Fact]
    public async Task A_running_node_is_found_by_status_and_open_keeps_its_folder_and_ports_and_ends_at_SIGTERM()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "SIGTERM");
        Assert.Equal((ExitCodes.NotRunning, "", ""), await RunAsync("status", "--quiet", "--data", Data));
        await using var node = ProgramProcess.Start(home.FullName, ServeAt(Data, "http://127.0.0.1:0"));
        await node.SaidAsync(program => program.Output.Contains("/login#", StringComparison.Ordinal));
        var address = node.Output.Trim().Split("/login#")[0];

        Assert.Equal((ExitCodes.Done, "", ""), await RunAsync("status", "--quiet", "--data", Data));
        var status = await RunAsync("status", "--data", Data);
        Assert.Equal(ExitCodes.Done, status.Code);
        Assert.Contains("napster", status.Output, StringComparison.OrdinalIgnoreCase);

        var open = await RunAsync("open", "--data", Data);
        Assert.Equal(ExitCodes.Done, open.Code);
        Assert.StartsWith($"{address}/login#", open.Output, StringComparison.Ordinal);
        Assert.Equal([HttpStatusCode.NoContent, HttpStatusCode.Unauthorized], [await SignInAsync(open.Output), await SignInAsync(open.Output)]);

        var second = await RunAsync(ServeAt(Path.Combine(home.FullName, "other"), address));
        Assert.Equal((ExitCodes.Failed, ""), (second.Code, second.Output));
        Assert.Contains($"Another WebP2P is already running at {address}", second.Errors, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.DataFolderInUse, (await RunAsync(ServeAt(Data, "http://127.0.0.1:0"))).Code);

        Assert.True(File.Exists(Path.Combine(Data, RunningNode.AddressFileName)));
        Assert.Equal(ExitCodes.Done, await node.TerminateAsync());
        Assert.False(File.Exists(Path.Combine(Data, RunningNode.AddressFileName)));
    }

    [Fact]
    public async Task Shares_are_added_renamed_ruled_and_removed_from_the_command_line()
    {
        Assert.Equal(ExitCodes.NotRunning, (await RunAsync("share", "ls", "--data", Data)).Code);
        var music = Directory.CreateDirectory(Path.Combine(home.FullName, "Music")).FullName;
        await File.WriteAllTextAsync(Path.Combine(music, "a.log"), "same");
        await File.WriteAllTextAsync(Path.Combine(music, "b.txt"), "same");
        await using var node = ProgramProcess.Start(home.FullName, ServeAt(Data, "http://127.0.0.1:0"));
        await node.SaidAsync(program => program.Output.Contains("/login#", StringComparison.Ordinal));

        Assert.Equal((ExitCodes.Done, "Music", ""), await ShareAsync("add", music));
        Assert.Equal(ExitCodes.Failed, (await ShareAsync("add", music)).Code);
        await Story.TestNode.UntilAsync(async () => (await ShareAsync("duplicates")).Output.Contains("Music/a.log", StringComparison.Ordinal));
        Assert.Contains("hidden: 1 files", (await ShareAsync("rules", "Music", "--add", "*.log", "--preview")).Output, StringComparison.Ordinal);
        Assert.Equal((ExitCodes.Done, "*.log", ""), await ShareAsync("rules", music, "--add", "*.log"));
        Assert.Equal((ExitCodes.Done, "*.log\n!a.log", ""), await ShareAsync("rules", music, "--add", "!a.log"));
        Assert.Equal((ExitCodes.Done, "!a.log\n*.log", ""), await ShareAsync("rules", music, "--add", "*.log"));
        Assert.Contains("character 2", (await ShareAsync("rules", "all", "--add", "a[b")).Errors, StringComparison.Ordinal);
        Assert.Equal((ExitCodes.Done, "Old_records", ""), await ShareAsync("rename", "Music", "Old/records"));
        Assert.Contains("\"Old_records\"", (await ShareAsync("ls", "--json")).Output, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.NotFound, (await ShareAsync("rescan", "Music")).Code);
        Assert.Equal(ExitCodes.Done, (await ShareAsync("rescan", "Old_records")).Code);
        Assert.Equal((ExitCodes.Done, "", ""), await ShareAsync("rm", "Old_records"));
        Assert.DoesNotContain("Old_records", (await ShareAsync("ls")).Output, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Done, await node.TerminateAsync());
    }

    [Fact]
    public async Task Ports_that_another_program_has_are_named_with_their_option()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var control = await RunAsync(ServeAt(Data, $"http://{taken.LocalEndpoint}"));
        Assert.Equal(ExitCodes.Failed, control.Code);
        Assert.Contains("--urls", control.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("Another WebP2P", control.Errors, StringComparison.Ordinal);
        var peer = await RunAsync(ServeAt(Data, "http://127.0.0.1:0", $"{taken.LocalEndpoint}"));
        Assert.Equal(ExitCodes.Failed, peer.Code);
        Assert.Contains($"--peer-listen {taken.LocalEndpoint}", peer.Errors, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(Data, RunningNode.AddressFileName)));
    }

    [Fact]
    public async Task A_start_that_would_be_open_to_others_is_refused_in_one_sentence()
    {
        var wide = await RunAsync(ServeAt(Data, "http://0.0.0.0:0"));
        Assert.Equal((ExitCodes.Failed, ""), (wide.Code, wide.Output));
        Assert.StartsWith("Listening wider than this computer needs a password", wide.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', wide.Errors.Trim());
    }

    [Theory]
    [InlineData("--nodes is 2 to 8", "demo", "--nodes", "1")]
    [InlineData("--nodes is 2 to 8", "demo", "--nodes", "9")]
    [InlineData("--upload-slots", "serve", "--upload-slots", "many")]
    [InlineData("--nonsense", "status", "--nonsense")]
    public async Task Wrong_usage_is_named_and_ends_with_2(string named, params string[] args)
    {
        var wrong = await RunAsync(args);
        Assert.Equal(ExitCodes.Usage, wrong.Code);
        Assert.Contains(named, wrong.Errors, StringComparison.Ordinal);
    }

    private Task<(int Code, string Output, string Errors)> ShareAsync(params string[] args) => RunAsync(["share", .. args, "--data", Data]);

    public void Dispose() => home.Delete(recursive: true);

    private Task<(int Code, string Output, string Errors)> RunAsync(params string[] args) => ProgramProcess.RunAsync(home.FullName, args);

    private string[] ServeAt(string data, string urls, string peerListen = "127.0.0.1:0") =>
        ["serve", "--data", data, "--downloads", Path.Combine(home.FullName, "downloads"), "--urls", urls, "--peer-listen", peerListen, "--no-open"];

    private static async Task<HttpStatusCode> SignInAsync(string link)
    {
        var address = new Uri(link.Trim());
        using var http = new HttpClient { BaseAddress = new Uri(address, "/") };
        using var answer = await http.PostAsJsonAsync("api/v1/session", new { code = address.Fragment.TrimStart('#') });
        return answer.StatusCode;
    }
}
