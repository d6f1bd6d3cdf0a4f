using System.CommandLine;
using System.Globalization;
using WebP2P.Host.Cli;

namespace WebP2P.Host.Lab;

/// <summary><c>webp2p lab</c>: the overlays in a simulated network.</summary>
internal static class LabCommand
{
    /// <summary>Hidden: the run of a node, told line by line.</summary>
    public const string ChildOption = "--child";

    public static Command Make() => new("lab", "Measures the ways to find in a simulated network.\n\nExamples:\n  webp2p lab run --nodes 10000 --queries 100\n  webp2p lab run --strategy ring --loss 0.05 --json") { Run() };

    private static Command Run()
    {
        var options = LabOption.All.ToDictionary(row => row, row => new Option<string?>(row.Name) { Description = row.Description, HelpName = row.Value });
        var json = new Option<bool>("--json") { Description = "As JSON, in one line." };
        var trace = new Option<string?>("--trace") { Description = "Writes the first query there, one step a line, as JSON.", HelpName = "FILE" };
        var child = new Option<bool>(ChildOption) { Hidden = true };
        var run = new Command("run", "Makes a network, asks in it and tells what that cost; the same options and seed give the same digest.\n\nExamples:\n  webp2p lab run --overlay gnutella --topology powerlaw:3 --nodes 10000 --ttl 5 --queries 100 --seed 7\n  webp2p lab run --topology smallworld:6:10 --nodes 1000 --churn weibull:0.59:2460 --trace steps.jsonl --json");
        foreach (var option in options.Values) run.Options.Add(option);
        run.Options.Add(json);
        run.Options.Add(trace);
        run.Options.Add(child);
        run.SetAction((parsed, cancellation) =>
        {
            var (read, fault) = LabReading.Read(row => parsed.GetValue(options[row]));
            fault ??= LabReading.Together(read);
            if (fault is not null) return RefuseAsync(fault);
            return parsed.GetValue(child)
                ? LabChildRun.RunAsync(read, cancellation)
                : new LabShell(read, parsed.GetValue(json), parsed.GetValue(trace)).RunAsync(cancellation);
        });
        return run;
    }

    private static async Task<int> RefuseAsync(LabFault fault)
    {
        await Console.Error.WriteLineAsync(fault.Option is { } option ? string.Create(CultureInfo.InvariantCulture, $"{option.Name}: {fault.Message}") : fault.Message);
        return ExitCodes.Usage;
    }
}
