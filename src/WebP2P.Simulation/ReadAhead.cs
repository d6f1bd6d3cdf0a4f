using WebP2P.Protocols.Overlays;

namespace WebP2P.Simulation;

/// <summary>
/// Reads what the next events need before it is their turn. In a large network nearly every event comes to a node that no cache holds;
/// reads that do not depend on each other are waited for together, so each stage goes over all events before the next one begins.
/// </summary>
internal sealed class ReadAhead(NodeTable nodes)
{
    private readonly SimulatedNode[] receivers = new SimulatedNode[EventQueue.AheadMax];
    private readonly SimulatedNode[] senders = new SimulatedNode[EventQueue.AheadMax];
    private readonly IReadsAhead?[] machines = new IReadsAhead?[EventQueue.AheadMax];

    /// <summary>Depends on everything that was read, so that no read can be left out.</summary>
    private long read;

    public void Show(ReadOnlySpan<SimulatedEvent> ahead)
    {
        if (ahead.Length < 2) return;
        long sum = 0;
        for (var index = 0; index < ahead.Length; index++)
        {
            receivers[index] = nodes[ahead[index].To];
            senders[index] = nodes[ahead[index].Kind == EventKind.Message ? ahead[index].From : ahead[index].To];
        }
        for (var index = 0; index < ahead.Length; index++) sum += receivers[index].Life + (long)senders[index].Id.Value.High;
        for (var index = 0; index < ahead.Length; index++) sum += receivers[index].Touch(ahead[index].Slot);
        for (var index = 0; index < ahead.Length; index++) machines[index] = receivers[index].FirstMachine?.Overlay as IReadsAhead;
        for (var stage = 0; stage < IReadsAhead.Stages; stage++)
        {
            for (var index = 0; index < ahead.Length; index++)
            {
                if (machines[index] is not { } machine || ahead[index].Kind != EventKind.Message) continue;
                ref readonly var waiting = ref ahead[index];
                sum += machine.ReadAhead(stage, senders[index].Id, new MessageId(new UInt128(waiting.High, waiting.Low)));
            }
        }
        read += sum;
    }
}
