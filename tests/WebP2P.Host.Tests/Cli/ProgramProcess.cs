using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace WebP2P.Host.Tests.Cli;

/// <summary>The program as a process of its own, with what it says and how it ends.</summary>
internal sealed class ProgramProcess : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(300);

    private readonly Process process;
    private readonly ConcurrentQueue<string> output = new();
    private readonly ConcurrentQueue<string> errors = new();

    private ProgramProcess(Process process)
    {
        this.process = process;
        process.OutputDataReceived += (_, line) => Keep(output, line.Data);
        process.ErrorDataReceived += (_, line) => Keep(errors, line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public string Output => string.Join('\n', output);

    public string Errors => string.Join('\n', errors);

    /// <param name="home">Its home and temporary folder, so that nothing of this machine's owner is touched.</param>
    public static ProgramProcess Start(string home, params IEnumerable<string> args)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "webp2p.dll"), .. args]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var variable in (string[])["HOME", "TMPDIR", "XDG_DATA_HOME"]) start.Environment[variable] = home;
        return new ProgramProcess(Process.Start(start)!);
    }

    /// <summary>Runs to its end.</summary>
    public static async Task<(int Code, string Output, string Errors)> RunAsync(string home, params IEnumerable<string> args)
    {
        await using var program = Start(home, args);
        return (await program.EndAsync(), program.Output, program.Errors);
    }

    /// <summary>Until the condition holds for what was said so far.</summary>
    public Task SaidAsync(Func<ProgramProcess, bool> condition) => Story.TestNode.UntilAsync(
        () =>
        {
            var isSaid = condition(this);
            if (!isSaid && process.HasExited) throw new InvalidOperationException($"The program ended with {process.ExitCode}: {Output}\n{Errors}");
            return Task.FromResult(isSaid);
        },
        Deadline);

    /// <summary>SIGTERM, as a service or container is stopped; the exit code.</summary>
    public async Task<int> TerminateAsync()
    {
        using var kill = Process.Start("sh", ["-c", string.Create(CultureInfo.InvariantCulture, $"kill -TERM {process.Id}")]);
        await kill.WaitForExitAsync();
        return await EndAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited) process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
    }

    private async Task<int> EndAsync()
    {
        using var deadline = new CancellationTokenSource(Deadline);
        await process.WaitForExitAsync(deadline.Token);
        return process.ExitCode;
    }

    private static void Keep(ConcurrentQueue<string> lines, string? line)
    {
        if (line is not null) lines.Enqueue(line);
    }
}
