using WebP2P.Protocols.Overlays;

namespace WebP2P.Simulation;

/// <summary>What nearly every event of a node needs, apart from the rest of it: the states of all nodes lie side by side, found by number alone.</summary>
internal struct NodeState
{
    /// <summary>The ends of its links.</summary>
    public LinkEnds Links;

    /// <summary>The first of its machines; most nodes have no other. Null while the node is down.</summary>
    public IOverlay? Overlay;

    /// <summary>The same machine, if it can read ahead.</summary>
    public IReadsAhead? Ahead;

    /// <summary>Which messages are for it.</summary>
    public Func<MessageType, bool>? Reads;

    /// <summary>What its machines draw from.</summary>
    public SeededDice Dice;

    /// <summary>Grows with every start and end: what was meant for an earlier life is lost.</summary>
    public int Life;

    public ushort MachineCount;

    /// <summary>Of <see cref="Ahead"/>.</summary>
    public ushort AheadStages;
}
