namespace WebP2P.Simulation.Transfers;

/// <summary>How a swarm went.</summary>
/// <param name="LastDoneMs">When the last one had everything.</param>
/// <param name="IdealMs">The size over what the first one gives: nobody can be done sooner.</param>
/// <param name="SeedSentBytes">What the one who had it gave.</param>
public sealed record SwarmOutcome(int Done, long LastDoneMs, long IdealMs, long SeedSentBytes, ulong Digest)
{
    public long PerMilleOfIdeal => LastDoneMs * 1_000 / IdealMs;
}
