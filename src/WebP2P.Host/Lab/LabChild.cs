using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using WebP2P.Host.Api;
using WebP2P.Host.Cli;
using WebP2P.Simulation;
using WebP2P.Simulation.Lab;

namespace WebP2P.Host.Lab;

/// <summary>Runs in a process of their own: this program with <c>lab run --child</c>, bounded in memory and time. It ends when its input does, so it never outlives the node.</summary>
internal sealed class LabChild(LabLimits limits) : ILabWorker
{
    private const int LookEveryMs = 250;
    private const int ErrorsKeptMax = 500;
    private const string DotnetName = "dotnet";

    private string TooMuch => $"It needed more than {limits.MemoryBytesMax >> 20} MiB of memory and was ended. Fewer nodes or queries need less; the command line has no limit: webp2p lab run.";

    public async Task<LabOutcome> RunAsync(LabOptions options, Action<LabProgress> progress, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(TimeSpan.FromSeconds(limits.SecondsMax));
        try
        {
            using var process = Process.Start(StartOf(options));
            return process is null ? new LabOutcome(null, "The program could not be started once more.") : await FollowAsync(process, progress, deadline.Token);
        }
        catch (Win32Exception exception)
        {
            return new LabOutcome(null, $"The program could not be started once more: {exception.Message}");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new LabOutcome(null, $"It took longer than {limits.SecondsMax} seconds and was ended. Fewer nodes or queries take less; the command line has no limit: webp2p lab run.");
        }
    }

    private async Task<LabOutcome> FollowAsync(Process process, Action<LabProgress> progress, CancellationToken cancellationToken)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
        var watch = WatchAsync(process, over.Token);
        try
        {
            var outcome = await ReadAsync(process, progress, cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            await over.CancelAsync();
            if (await watch) return new LabOutcome(null, TooMuch);
            return outcome ?? new LabOutcome(null, Why(process.ExitCode, await errors));
        }
        finally
        {
            await over.CancelAsync();
            End(process);
            await watch;
        }
    }

    /// <summary>Null when the process ended without a word about its end.</summary>
    private static async Task<LabOutcome?> ReadAsync(Process process, Action<LabProgress> progress, CancellationToken cancellationToken)
    {
        while (await process.StandardOutput.ReadLineAsync(cancellationToken) is { } text)
        {
            var line = JsonSerializer.Deserialize<LabLine>(text, ApiJson.Options)!;
            if (line.Progress is { } step) progress(step);
            if (line.Result is { } result) return new LabOutcome(result, "Done.");
            if (line.Problem is { } problem) return new LabOutcome(null, problem);
        }

        return null;
    }

    /// <summary>True when the process held too much memory and was ended.</summary>
    private async Task<bool> WatchAsync(Process process, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(LookEveryMs));
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                process.Refresh();
                if (process.HasExited || process.WorkingSet64 <= limits.MemoryBytesMax) continue;
                End(process);
                return true;
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or InvalidOperationException)
        {
            // It is over.
        }

        return false;
    }

    private ProcessStartInfo StartOf(LabOptions options)
    {
        var (program, first) = Program();
        var start = new ProcessStartInfo(program, [.. first, "lab", "run", .. LabReading.Arguments(options), LabCommand.ChildOption]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith(HostOption.Section, StringComparison.OrdinalIgnoreCase)).ToList()) start.Environment.Remove(name);
        start.Environment["DOTNET_GCHeapHardLimit"] = limits.HeapBytesMax.ToString("X", CultureInfo.InvariantCulture);
        RuntimeSettings.Apply(start);
        return start;
    }

    /// <summary>This program, or the runtime with it where it is no program by itself.</summary>
    private static (string Program, string[] First) Program()
    {
        var assembly = typeof(LabChild).Assembly.GetName().Name!;
        var running = Environment.ProcessPath ?? DotnetName;
        if (Path.GetFileNameWithoutExtension(running) == assembly) return (running, []);
        var library = Path.Combine(AppContext.BaseDirectory, assembly + ".dll");
        return (Path.GetFileNameWithoutExtension(running) == DotnetName ? running : DotnetName, [library]);
    }

    private string Why(int exitCode, string errors)
    {
        if (errors.Contains("out of memory", StringComparison.OrdinalIgnoreCase) || errors.Contains(nameof(OutOfMemoryException), StringComparison.Ordinal)) return TooMuch;
        var last = errors.Trim();
        return $"Its process ended with {exitCode} and no result. {(last.Length > ErrorsKeptMax ? last[^ErrorsKeptMax..] : last)}".TrimEnd();
    }

    private static void End(Process process)
    {
        try
        {
            process.Kill();
        }
        catch (InvalidOperationException)
        {
            // It ended by itself.
        }
    }
}
