using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.RegularExpressions;
using WebP2P.Host.Access;
using WebP2P.Host.Cli;
using WebP2P.Host.Demo;
using WebP2P.Host.Tests.Cli;
using WebP2P.Host.Tests.Story;

namespace WebP2P.Host.Tests.Demo;

/// <summary>The demo as a newcomer starts it.</summary>
public sealed partial class DemoTests(ITestOutputHelper log) : IDisposable
{
    /// <summary>Usual are a few seconds, as the message says; other tests may use the processors meanwhile.</summary>
    private const int SearchableSecondsMax = 300;

    private const int UsualControlPort = 5080;
    private const int UsualPeerPort = 6699;

    private readonly DirectoryInfo home = Directory.CreateTempSubdirectory("webp2p-demo-test-");

    [Fact]
    public async Task Two_nodes_show_their_links_find_the_example_queries_and_leave_nothing_behind()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "SIGTERM");
        using var control = Occupied(UsualControlPort);
        using var peer = Occupied(UsualPeerPort);
        await using var demo = await StartAsync(2);
        Assert.Equal(2, Link().Matches(demo.Output).Select(match => match.Value).Distinct().Count());
        Assert.DoesNotContain($":{UsualControlPort}/", demo.Output, StringComparison.Ordinal);
        using var alice = Script("alice");
        foreach (var query in DemoFiles.ExampleQueries) Assert.True(await HitsAsync(alice, query) > 0, query);
        Assert.Single(home.GetDirectories("webp2p-demo-*"));
        Assert.Equal(ExitCodes.Done, await demo.TerminateAsync());
        Assert.Empty(home.GetDirectories("webp2p-demo-*"));
    }

    [Fact]
    public async Task Eight_nodes_are_searchable_soon()
    {
        var clock = Stopwatch.StartNew();
        await using var demo = await StartAsync(8);
        using var alice = Script("alice");
        Assert.True(await HitsAsync(alice, DemoFiles.ExampleQueries[0]) > 0);
        log.WriteLine($"measured: 8 nodes of the demo searchable {clock.Elapsed.TotalSeconds:0.0} s after the start of the process");
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, SearchableSecondsMax);
    }

    [Fact]
    public async Task Without_an_index_server_nodes_in_a_line_find_each_others_files_and_the_line_is_printed()
    {
        await using var demo = await StartAsync(3, "--overlays", "gnutella", "--line");
        Assert.Contains("Neighbours: alice - bob, bob - carol.", demo.Output, StringComparison.Ordinal);
        using var alice = Script("alice");
        await TestNode.UntilAsync(async () => await HitsAsync(alice, "harry potter recording") > 0);
        Assert.False((await alice.GetFromJsonAsync<JsonElement>("overlays/napster")).GetProperty("enabled").GetBoolean());
        await TestNode.UntilAsync(async () => await HitsAsync(alice, "castle kind:image") > 0);
    }

    [Theory]
    [InlineData("kazaa")]
    [InlineData("gnutella,nothing")]
    public async Task An_overlay_that_is_not_there_is_refused(string overlays)
    {
        var (code, _, _) = await ProgramProcess.RunAsync(home.FullName, "demo", "--overlays", overlays, "--no-open");
        Assert.Equal(ExitCodes.Usage, code);
    }

    public void Dispose() => home.Delete(recursive: true);

    private async Task<ProgramProcess> StartAsync(int nodes, params string[] more)
    {
        var demo = ProgramProcess.Start(home.FullName, ["demo", "--nodes", $"{nodes}", "--no-open", .. more]);
        await demo.SaidAsync(program => program.Output.Contains("Ctrl-C ends the demo", StringComparison.Ordinal));
        return demo;
    }

    /// <summary>Asks one of the nodes with the key in its folder.</summary>
    private HttpClient Script(string node)
    {
        var data = Path.Combine(Assert.Single(home.GetDirectories("webp2p-demo-*")).FullName, node, "data");
        var http = new HttpClient { BaseAddress = new Uri(File.ReadAllText(Path.Combine(data, RunningNode.AddressFileName)).Trim() + "/api/v1/") };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", File.ReadAllText(Path.Combine(data, ControlKey.FileName)).Trim());
        return http;
    }

    private static async Task<int> HitsAsync(HttpClient http, string query)
    {
        using var started = await http.PostAsJsonAsync("searches", new { query });
        var search = (await started.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString();
        await TestNode.UntilAsync(async () => (await http.GetFromJsonAsync<JsonElement>($"searches/{search}")).GetProperty("state").GetString() != "running");
        return (await http.GetFromJsonAsync<JsonElement>($"searches/{search}/results")).GetProperty("items").GetArrayLength();
    }

    /// <summary>Somebody has the port: we, unless another program has it already.</summary>
    private static TcpListener Occupied(int port)
    {
        var listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            listener.Start();
        }
        catch (SocketException)
        {
            // Taken by another program, which serves as well.
        }

        return listener;
    }

    [GeneratedRegex(@"http://[\w.]+:\d+/login#[\w-]{20,}")]
    private static partial Regex Link();
}
