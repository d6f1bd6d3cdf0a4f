using System.Globalization;
using System.Text.Json;
using WebP2P.Host.Api;
using WebP2P.Host.Cli;
using WebP2P.Simulation;
using WebP2P.Simulation.Lab;

namespace WebP2P.Host.Lab;

/// <summary>A run for a person or a script at the command line: options first on stderr, result on stdout.</summary>
internal sealed class LabShell(LabOptions options, bool isJson, string? traceFile)
{
    private readonly LabPace pace = new();

    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            // Before the run, which may take long: a file that cannot be written is known at once.
            await using var trace = traceFile is null ? null : new StreamWriter(traceFile);
            await Console.Error.WriteLineAsync($"seed {options.Seed.ToString(CultureInfo.InvariantCulture)}: webp2p lab run {string.Join(' ', LabReading.Arguments(options))}");
            var report = await Task.Run(() => LabRun.Execute(options with { Traces = trace is not null }, Console.IsErrorRedirected ? null : Tell, cancellationToken), cancellationToken);
            if (!Console.IsErrorRedirected) await Console.Error.WriteAsync("\r\e[K");
            if (trace is not null) await WriteAsync(report.Trace, trace);
            if (isJson) Console.WriteLine(LabFigures.Of(report).Json(LabReading.Choices(options)));
            else LabTable.Write(report);
            return ExitCodes.Done;
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync("Ended before the last query; nothing was measured.");
            return ExitCodes.Failed;
        }
        catch (SimulationLimitException limit)
        {
            await Console.Error.WriteLineAsync(limit.Message);
            return ExitCodes.Failed;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync($"--trace: {exception.Message}");
            return ExitCodes.Failed;
        }
    }

    private static async Task WriteAsync(IReadOnlyList<LabStep> steps, StreamWriter trace)
    {
        foreach (var step in steps) await trace.WriteLineAsync(JsonSerializer.Serialize(step, ApiJson.Options));
    }

    private void Tell(LabProgress progress)
    {
        if (pace.IsDue()) Console.Error.Write(string.Create(CultureInfo.InvariantCulture, $"\r\e[K{progress.QueriesDone} of {progress.Queries} queries, {progress.Events} events, {progress.VirtualMs / 1000} s of virtual time"));
    }
}
