using WebP2P.Protocols.Identity;

namespace WebP2P.Simulation.Transfers;

/// <summary>A source as the run sees it: its script, its line and what is on it.</summary>
internal sealed class SimulatedSource(int number, NodeId peer, SourceScript script, SimulatedUplink uplink)
{
    public int Number { get; } = number;

    public NodeId Peer { get; } = peer;

    public SourceScript Script { get; } = script;

    public SimulatedUplink Uplink { get; } = uplink;

    /// <summary>The request on each connection.</summary>
    public SimulatedFlow?[] Connections { get; } = new SimulatedFlow?[Protocols.Transfers.TransferSource.ConnectionsMax];

    /// <summary>Which connections must be made anew.</summary>
    public bool[] Closed { get; } = new bool[Protocols.Transfers.TransferSource.ConnectionsMax];

    /// <summary>When it gave its first ticket; null before.</summary>
    public long? GrantedMs { get; set; }

    public bool IsDead(long nowUs) => nowUs / 1_000 >= Script.DiesAtMs;
}
