using WebP2P.Protocols.Overlays;

namespace WebP2P.Simulation.Lab;

/// <summary>Dice of a run, one for each use, so that a change in one leaves the others as they were.</summary>
internal static class LabDice
{
    /// <summary>What is drawn.</summary>
    public enum Use { Topology = 1, Files, Queries, Failures, Growth }

    public static Dice For(ulong seed, Use use) => new SeededDice(unchecked(seed * 0x9E3779B97F4A7C15 + (ulong)use));
}
