using WebP2P.Simulation.Lab;

namespace WebP2P.Host.Lab;

/// <summary>Why options cannot be run.</summary>
/// <param name="Option">The one at fault; null when several together are.</param>
/// <param name="Message">A sentence that does not name the option.</param>
internal sealed record LabFault(LabOption? Option, string Message);

/// <summary>From what was typed or sent to the options of a run, and back.</summary>
internal static class LabReading
{
    /// <returns>The options, or what is wrong with the first that cannot be read.</returns>
    public static (LabOptions Options, LabFault? Fault) Read(Func<LabOption, string?> given)
    {
        var options = new LabOptions();
        foreach (var option in LabOption.All)
        {
            if (given(option) is not { } text) continue;
            if (option.Read(options, text) is not { } read) return (options, new LabFault(option, $"It is {option.Rule}."));
            options = read;
        }

        // Only a file of edges knows how many nodes there are.
        return (options.Nodes is null && !LabText.IsFile(options.Topology) ? options with { Nodes = NodesUsual } : options, null);
    }

    public static (LabOptions Options, LabFault? Fault) Read(LabChoices choices) => Read(option => option.Given(choices));

    /// <summary>What is wrong with options that can be read one by one, under the name of one without which it would not be. Reads a file of edges.</summary>
    public static LabFault? Together(LabOptions options)
    {
        if (options.Problem() is not { } problem) return null;
        var option = LabOption.All.LastOrDefault(option => Read(other => other == option || other.Show(options).Length == 0 ? null : other.Show(options)).Options.Problem() is null);
        return new LabFault(option, problem);
    }

    /// <summary>As the command line takes them; those that are not set are left out.</summary>
    public static IReadOnlyList<string> Arguments(LabOptions options) =>
        [.. LabOption.All.Select(option => (option.Name, Text: option.Show(options))).Where(pair => pair.Text.Length > 0).SelectMany(pair => (string[])[pair.Name, pair.Text])];

    public static LabChoices Choices(LabOptions options) => new(
        LabText.Of(options.Overlay),
        options.Topology,
        options.Nodes,
        options.Origin,
        options.Ttl,
        LabText.Of(options.Strategy),
        options.ReplicasPerMillion / Million,
        options.FreeRidersPerMillion / Million,
        options.HitsEnough,
        options.RingStep,
        options.Files,
        options.ZipfPerMille / Thousand,
        options.Queries,
        options.LossPerMillion / Million,
        options.DuplicatedPerMillion / Million,
        options.ReorderedPerMillion / Million,
        LabText.OfMs(options.ReorderMinMs, options.ReorderMaxMs),
        options.FailPerMillion / Million,
        LabText.OfChurn(options),
        options.AwayMs / Thousand,
        options.CrashesPerMillion / Million,
        options.MovesPerMillion / Million,
        LabText.Of(options.Partitions),
        options.DialFailuresPerMille / Thousand,
        LabText.OfMs(options.DelayMinMs, options.DelayMaxMs),
        LabText.OfDelayOf(options),
        LabText.OfMs(options.JitterMinMs, options.JitterMaxMs),
        options.LinkBytesPerSecond,
        options.ClockSkewMaxMs / Thousand,
        options.VirtualMsMax / Thousand,
        options.Seed);

    private const int NodesUsual = 1000;
    private const decimal Million = 1_000_000m;
    private const decimal Thousand = 1_000m;
}
