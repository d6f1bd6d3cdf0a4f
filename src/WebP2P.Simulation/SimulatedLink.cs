namespace WebP2P.Simulation;

/// <summary>A link between two nodes, or of a node to itself. It carries messages in order.</summary>
internal sealed class SimulatedLink(SimulatedNode dialler, SimulatedNode other)
{
    private long towardsDiallerMs, towardsOtherMs;

    public HashSet<HostedMachine> Holders { get; } = [];

    /// <summary>Ends that do not know of its end.</summary>
    public HashSet<SimulatedNode> OpenEnds { get; } = [dialler, other];

    public bool IsToSelf => dialler == other;

    public IEnumerable<SimulatedNode> Ends => IsToSelf ? [dialler] : [dialler, other];

    public SimulatedNode OtherThan(SimulatedNode node) => node == dialler ? other : dialler;

    /// <summary>When a message arrives that takes this long: never before an earlier one.</summary>
    public long ArrivalMs(SimulatedNode to, long earliestMs)
    {
        ref var lastMs = ref to == dialler ? ref towardsDiallerMs : ref towardsOtherMs;
        return lastMs = Math.Max(lastMs, earliestMs);
    }
}
