using System.Diagnostics;
using System.Globalization;

namespace WebP2P.Simulation;

/// <summary>Settings of the runtime for a process that does nothing but simulate.</summary>
public static class RuntimeSettings
{
    /// <summary>Bytes that are taken before the young ones are looked through: nearly all that a run takes stays, so looking for what does not is dear and finds little.</summary>
    private const long YoungBytes = 128L << 20;

    /// <summary>Their names in the process's environment, and their values.</summary>
    public static IReadOnlyDictionary<string, string> All { get; } = new Dictionary<string, string>
    {
        ["DOTNET_GCgen0MaxBudget"] = YoungBytes.ToString("X", CultureInfo.InvariantCulture),
        // Nobody notices a pause, so the collector needs no thread of its own.
        ["DOTNET_gcConcurrent"] = "0",
        // A run calls the same few methods of the same few machines millions of times: counting which pays at once.
        ["DOTNET_TieredPGO"] = "1",
    };

    public static void Apply(ProcessStartInfo start)
    {
        foreach (var (name, value) in All) start.Environment[name] = value;
    }
}
