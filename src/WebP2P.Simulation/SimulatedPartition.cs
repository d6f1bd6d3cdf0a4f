namespace WebP2P.Simulation;

/// <summary>A time in which two parts of the network cannot reach each other. Links between them end by missed pings, if it lasts that long.</summary>
/// <param name="FromMs">Virtual time since the start.</param>
/// <param name="SharePerMillion">Of a million nodes, how many are on the one side; the dice say which.</param>
public sealed record SimulatedPartition(long FromMs, long UntilMs, int SharePerMillion);
