namespace WebP2P.Simulation;

/// <summary>A run came to one of its limits and cannot go on. The message names the limit.</summary>
public sealed class SimulationLimitException(string message) : InvalidOperationException(message);
