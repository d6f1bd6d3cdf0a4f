using WebP2P.Protocols.Overlays;

namespace WebP2P.Simulation;

/// <summary>
/// Reads what the next events need before it is their turn. In a large network nearly every event comes to a node that no cache holds;
/// reads that do not depend on each other are waited for together, so each stage goes over all events before the next one begins.
/// </summary>
internal sealed class ReadAhead(NodeTable nodes)
{
    private readonly Waiting[] waiting = new Waiting[EventQueue.AheadMax];

    /// <summary>Depends on everything that was read, so that no read can be left out.</summary>
    private long read;

    private struct Waiting
    {
        public SimulatedNode To;
        public IReadsAhead? Machine;
    }

    public void Show(ReadOnlySpan<SimulatedEvent> ahead)
    {
        if (ahead.Length < 2) return;
        var rows = waiting.AsSpan(0, ahead.Length);
        long sum = 0;
        for (var index = 0; index < rows.Length; index++) rows[index].To = nodes[ahead[index].To];
        for (var index = 0; index < rows.Length; index++)
        {
            if (ahead[index].Kind == EventKind.Message) sum += (long)nodes.IdOf(ahead[index].From).Value.High;
            sum += rows[index].To.Life + rows[index].To.MachineCount;
        }
        for (var index = 0; index < rows.Length; index++)
        {
            sum += rows[index].To.Touch(ahead[index].Slot);
            rows[index].Machine = ahead[index].Kind == EventKind.Message ? rows[index].To.FirstMachine?.Ahead : null;
        }
        for (var stage = 0; stage < IReadsAhead.Stages; stage++) sum += Read(stage, rows, ahead);
        read += sum;
    }

    private long Read(int stage, Span<Waiting> rows, ReadOnlySpan<SimulatedEvent> ahead)
    {
        long sum = 0;
        for (var index = 0; index < rows.Length; index++)
        {
            if (rows[index].Machine is not { } machine) continue;
            ref readonly var due = ref ahead[index];
            sum += machine.ReadAhead(stage, nodes.IdOf(due.From), new MessageId(new UInt128(due.High, due.Low)));
        }
        return sum;
    }
}
