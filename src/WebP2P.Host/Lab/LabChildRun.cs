using System.Diagnostics;
using System.Text.Json;
using WebP2P.Host.Api;
using WebP2P.Host.Cli;
using WebP2P.Simulation;
using WebP2P.Simulation.Lab;

namespace WebP2P.Host.Lab;

/// <summary>A run of a node's lab, inside its own process: progress and result as lines of JSON on stdout.</summary>
internal static class LabChildRun
{
    public static async Task<int> RunAsync(LabOptions options, CancellationToken cancellationToken)
    {
        _ = Task.Run(EndWithParentAsync, CancellationToken.None);
        var pace = new LabPace();
        var line = await Task.Run(() => Work(options with { Traces = true }, pace, cancellationToken), cancellationToken);
        Write(line);
        return line.Result is null ? ExitCodes.Failed : ExitCodes.Done;
    }

    private static LabLine Work(LabOptions options, LabPace pace, CancellationToken cancellationToken)
    {
        try
        {
            return new LabLine(Result: LabResult.Of(LabRun.Execute(options, progress => { if (pace.IsDue() || progress.QueriesDone == progress.Queries) Write(new LabLine(progress)); }, cancellationToken)));
        }
        catch (SimulationLimitException limit)
        {
            return new LabLine(Problem: limit.Message);
        }
        catch (OutOfMemoryException)
        {
            // Nobody is told here: the node knows from the end of the process that the memory was too small.
            Environment.FailFast("out of memory");
            throw;
        }
    }

    /// <summary>The node holds the other end of stdin, and nobody writes there.</summary>
    private static async Task EndWithParentAsync()
    {
        var nothing = new byte[1];
        await using var input = Console.OpenStandardInput();
        while (await input.ReadAsync(nothing) > 0)
        {
        }

        Process.GetCurrentProcess().Kill();
    }

    private static void Write(LabLine line)
    {
        Console.Out.WriteLine(JsonSerializer.Serialize(line, ApiJson.Options));
        Console.Out.Flush();
    }
}
