using WebP2P.Protocols.Overlays;

namespace WebP2P.Simulation;

/// <summary>
/// Has brought to the cache what the next events need before it is their turn: in a large network nearly every event comes to a node that no cache holds.
/// </summary>
internal sealed class ReadAhead(NodeTable nodes)
{
    /// <summary>The node; its link and its machine; what the machine needs.</summary>
    public const int Stages = OfMachine + IReadsAhead.StagesMax;

    private const int OfMachine = 2;

    public void Show(int stage, ReadOnlySpan<SimulatedEvent> ahead)
    {
        foreach (ref readonly var due in ahead)
        {
            if (stage == 0) nodes.Fetch(due.To);
            else if (due.Kind == EventKind.Message) Show(stage, due);
        }
    }

    private void Show(int stage, in SimulatedEvent due)
    {
        ref readonly var state = ref nodes.StateOf(due.To);
        if (stage >= OfMachine + state.AheadStages) return;
        if (stage >= OfMachine)
        {
            state.Ahead!.ReadAhead(stage - OfMachine, SimulatedIds.IdOf(due.From), new MessageId(new UInt128(due.High, due.Low)));
            return;
        }
        state.Links.Fetch(due.Slot);
        CacheLines.Fetch(state.Overlay, 0, CacheLines.Bytes);
    }
}
