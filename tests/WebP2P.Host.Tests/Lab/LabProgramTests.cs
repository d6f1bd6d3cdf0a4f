using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using WebP2P.Host.Api;
using WebP2P.Host.Cli;
using WebP2P.Host.Lab;
using WebP2P.Host.Tests.Cli;
using WebP2P.Host.Tests.Fakes;
using WebP2P.Host.Tests.Story;
using WebP2P.Simulation;
using WebP2P.Simulation.Lab;

namespace WebP2P.Host.Tests.Lab;

/// <summary>Runs as a person types them and as a node starts them, each a process.</summary>
public sealed class LabProgramTests : IDisposable
{
    private static readonly LabOptions Options = LabReading.Read(new LabChoices(Topology: "random:4", Nodes: 200, Queries: 5, Replicas: 0.02m, Loss: 0.05m, Fail: 0.1m, Delay: "10..90", Seed: 11)).Options;

    /// <summary>What would go on for hours has ended long before.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly DirectoryInfo home = Directory.CreateTempSubdirectory("webp2p-lab-");

    [Fact]
    public async Task Command_line_REST_and_library_give_the_same_digest_and_another_seed_another()
    {
        var library = LabRun.Execute(Options, null, TestContext.Current.CancellationToken);
        var typed = await RunAsync([.. LabReading.Arguments(Options), "--json"]);
        Assert.Equal(ExitCodes.Done, typed.Code);
        var line = JsonNode.Parse(typed.Output)!;
        Assert.Equal(library.Digest, line.Text("digest"));
        Assert.StartsWith("seed 11: ", typed.Errors, StringComparison.Ordinal);
        Assert.Equal(LabReading.Arguments(Options), typed.Errors.Trim().Split("webp2p lab run ")[1].Split(' '));

        await using var node = await TestNode.StartAsync("lab");
        var started = await node.PostAsync("lab/runs", LabReading.Choices(Options));
        var path = $"lab/runs/{started.GetProperty("id").GetString()}";
        await TestNode.UntilAsync(async () => (await node.GetAsync(path)).GetProperty("state").GetString() is not ("queued" or "running"));
        var run = await node.GetAsync(path);
        Assert.Equal("completed", run.GetProperty("state").GetString());
        Assert.Equal(library.Digest, run.GetProperty("figures").GetProperty("digest").GetString());
        Assert.Equal(library.Bytes, run.GetProperty("figures").GetProperty("bytes").GetInt64());

        var traced = LabRun.Execute(Options with { Traces = true }, null, TestContext.Current.CancellationToken);
        Assert.Equal(library.Digest, traced.Digest);
        Assert.Equal(traced.Trace.Count, run.GetProperty("traceSteps").GetInt32());
        Assert.Equal(traced.Trace.Take(100), JsonSerializer.Deserialize<List<LabStep>>((await node.GetAsync(path + "/trace")).GetProperty("items"), ApiJson.Options)!);
        Assert.NotEqual(library.Digest, LabRun.Execute(Options with { Seed = 12 }, null, TestContext.Current.CancellationToken).Digest);
    }

    [Fact]
    public async Task A_person_gets_a_table_with_the_digest_last_and_the_first_query_in_a_file()
    {
        var file = Path.Combine(home.FullName, "steps.jsonl");
        var shown = await RunAsync("--nodes", "100", "--queries", "2", "--replicas", "0.1", "--trace", file);
        Assert.Equal(ExitCodes.Done, shown.Code);
        Assert.Matches("^digest [0-9a-f]{16}$", shown.Output.Split('\n')[^1]);
        Assert.Contains("Queries that found something", shown.Output, StringComparison.Ordinal);
        var steps = (await File.ReadAllLinesAsync(file)).Select(line => JsonNode.Parse(line)!).ToList();
        Assert.Equal(("query", 0), (steps[0].Text("kind"), (int)steps[0]["hops"]!));
        Assert.Contains(steps, step => step.Text("kind") == "hit");
    }

    [Theory]
    [InlineData("--ttl", "9")]
    [InlineData("--topology", "nosuchfile.txt")]
    [InlineData("--origin", "2000")]
    [InlineData("--topology", "random:5000")]
    [InlineData("--strategy", "")]
    public async Task Wrong_options_are_named_and_end_with_2(string name, string text)
    {
        var wrong = await RunAsync(name, text);
        Assert.Equal((ExitCodes.Usage, ""), (wrong.Code, wrong.Output));
        Assert.StartsWith(name, wrong.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', wrong.Errors.Trim());
    }

    [Fact]
    public async Task A_trace_that_cannot_be_written_is_said_before_the_run()
    {
        var refused = await RunAsync("--trace", Path.Combine(home.FullName, "none", "steps.jsonl"));
        Assert.Equal((ExitCodes.Failed, ""), (refused.Code, refused.Output));
        Assert.StartsWith("--trace: ", refused.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_ends_at_once_when_it_is_told_to()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "SIGTERM");
        await using var program = ProgramProcess.Start(home.FullName, ["lab", "run", .. Endless]);
        await program.SaidAsync(said => said.Errors.StartsWith("seed", StringComparison.Ordinal));
        Assert.Equal(ExitCodes.Failed, await program.TerminateAsync());
        Assert.Contains("nothing was measured", program.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_of_a_node_ends_with_its_cancellation()
    {
        using var cancel = new CancellationTokenSource();
        var told = new TaskCompletionSource();
        var run = new LabChild(new LabLimits()).RunAsync(EndlessOptions, _ => told.TrySetResult(), cancel.Token);
        await told.Task.WaitAsync(Patience);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run.Soon());
    }

    [Fact]
    public async Task A_run_of_a_node_has_the_settings_for_simulating()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "/proc");
        using var cancel = new CancellationTokenSource();
        var told = new TaskCompletionSource();
        var run = new LabChild(new LabLimits()).RunAsync(EndlessOptions, _ => told.TrySetResult(), cancel.Token);
        await told.Task.WaitAsync(Patience);
        var settings = Directory.GetDirectories("/proc").Where(IsChild).Select(child => Words(Path.Combine(child, "environ"))).Where(set => set.Length > 1).ToList();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run.Soon());
        Assert.NotEmpty(settings);
        Assert.All(RuntimeSettings.All, wanted => Assert.All(settings, set => Assert.Contains($"{wanted.Key}={wanted.Value}", set)));
    }

    [Fact]
    public async Task A_run_of_a_node_that_takes_too_long_is_ended_with_the_reason()
    {
        var outcome = await new LabChild(new LabLimits { SecondsMax = 1 }).RunAsync(EndlessOptions, _ => { }, CancellationToken.None).WaitAsync(Patience);
        Assert.Null(outcome.Result);
        Assert.StartsWith("It took longer than 1 seconds", outcome.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1L << 30, 16L << 20)]
    [InlineData(24L << 20, 3L << 29)]
    public async Task A_run_of_a_node_that_needs_too_much_memory_is_ended_with_the_reason(long heapBytesMax, long memoryBytesMax)
    {
        var large = EndlessOptions with { Nodes = 100_000 };
        var outcome = await new LabChild(new LabLimits { HeapBytesMax = heapBytesMax, MemoryBytesMax = memoryBytesMax, SecondsMax = (int)Patience.TotalSeconds }).RunAsync(large, _ => { }, CancellationToken.None);
        Assert.Null(outcome.Result);
        Assert.Contains("MiB of memory and was ended", outcome.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_does_not_outlive_its_node()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "sh");
        var program = Path.Combine(AppContext.BaseDirectory, "webp2p.dll");
        // Reads the pipe of a parent that ends at once; a run that did not notice would go on for hours.
        var line = string.Create(CultureInfo.InvariantCulture, $"true | dotnet '{program}' lab run {string.Join(' ', Endless)} --child; echo over");
        using var shell = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("sh", ["-c", line]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var said = await shell.StandardOutput.ReadToEndAsync().WaitAsync(Patience);
        Assert.EndsWith("over\n", said, StringComparison.Ordinal);
        Assert.DoesNotContain("\"figures\"", said, StringComparison.Ordinal);
    }

    public void Dispose() => home.Delete(recursive: true);

    private static LabOptions EndlessOptions => LabReading.Read(new LabChoices(Nodes: 2000, Queries: 1_000_000, VirtualSeconds: 2_592_000, Ttl: 7)).Options;

    private static IReadOnlyList<string> Endless => LabReading.Arguments(EndlessOptions);

    private Task<(int Code, string Output, string Errors)> RunAsync(params IEnumerable<string> args) => ProgramProcess.RunAsync(home.FullName, ["lab", "run", .. args]);

    private static bool IsChild(string process) => Words(Path.Combine(process, "cmdline")).Contains(LabCommand.ChildOption);

    /// <summary>Of a process that has ended, or is somebody else's, nothing.</summary>
    private static string[] Words(string file)
    {
        try
        {
            return File.ReadAllText(file).Split('\0');
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
