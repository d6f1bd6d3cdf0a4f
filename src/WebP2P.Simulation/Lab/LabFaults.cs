namespace WebP2P.Simulation.Lab;

/// <summary>What the network of a run is like and what goes wrong in it, as the simulator takes it. Partitions are not among it: their time is counted from the first query.</summary>
internal static class LabFaults
{
    private const int NetworkQuietMs = 60_000;

    public static SimulationOptions Of(LabOptions options, int nodes)
    {
        var faults = new SimulationOptions
        {
            Seed = options.Seed,
            LinkDelay = DelayTable.Uniform(options.DelayMinMs, options.DelayMaxMs),
            DelayIsOfLink = options.DelayIsOfLink,
            Jitter = options.JitterMaxMs == 0 ? null : DelayTable.Uniform(options.JitterMinMs, options.JitterMaxMs),
            LinkBytesPerSecond = options.LinkBytesPerSecond,
            LossPerMillion = options.LossPerMillion,
            DuplicatedPerMillion = options.DuplicatedPerMillion,
            ReorderedPerMillion = options.ReorderedPerMillion,
            ReorderDelay = DelayTable.Uniform(options.ReorderMinMs, options.ReorderMaxMs),
            DialFailuresPerMille = options.DialFailuresPerMille,
            ClockSkewMaxMs = options.ClockSkewMaxMs,
            QuietMs = NetworkQuietMs,
            NodesMax = nodes + 1,
            KeepsNotices = false,
            MeasuresBytes = true,
        };
        return options.ChurnShapePerMille == 0 ? faults : faults with
        {
            SessionShapePerMille = options.ChurnShapePerMille,
            SessionScaleMs = options.ChurnScaleMs,
            AbsenceMs = options.AwayMs,
            CrashesPerMillion = options.CrashesPerMillion,
            MovesPerMillion = options.MovesPerMillion,
        };
    }
}
