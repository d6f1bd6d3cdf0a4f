using WebP2P.Protocols.Overlays;
using WebP2P.Protocols.Overlays.Napster;
using WebP2P.Protocols.Wire;

namespace WebP2P.Simulation.Lab;

/// <summary>Counts what happens to one query after the other, step by step.</summary>
internal sealed class LabTally(ILabWorld world, int nodes)
{
    private readonly int[] cameWithQuery = new int[nodes + 1];
    private readonly FrameSizes sizes = new();
    private int query;
    private SimulatedNode? origin;

    public bool IsFinished { get; private set; }

    public long Bytes { get; private set; }

    public long Sent { get; private set; }

    public long Reached { get; private set; }

    public long Duplicates { get; private set; }

    /// <summary>Hops of the first hit of each query that had one.</summary>
    public List<int> FirstHops { get; } = [];

    /// <summary>Sum of the times to the first hit.</summary>
    public long FirstHitMsSum { get; private set; }

    /// <summary>Steps of the query that is traced; null when none is.</summary>
    public List<LabStep>? Trace { get; set; }

    private bool isFound;

    public void Begin(SimulatedNode asker)
    {
        (origin, isFound, IsFinished) = (asker, false, false);
        cameWithQuery[asker.Number] = ++query;
    }

    public void See(SimulatedStep step)
    {
        switch (step.Kind)
        {
            case StepKind.Delivered when step.Payload is Message message: Delivered(step, message); break;
            case StepKind.Lost when step.Payload is Message message: Lost(message); break;
            case StepKind.Noted when step.To == origin: Noted(step.Payload); break;
        }
    }

    private void Delivered(SimulatedStep step, Message message)
    {
        var type = MessageTable.Find(message).Type;
        Bytes += sizes.Of(type, message);
        if (origin is null || !world.IsCounted(type)) return;
        Sent++;
        if (!world.IsQuery(type)) return;
        if (cameWithQuery[step.To.Number] == query) Duplicates++;
        else Reached++;
        cameWithQuery[step.To.Number] = query;
    }

    private void Lost(Message message)
    {
        if (origin is not null && world.IsCounted(MessageTable.Find(message).Type)) Sent++;
    }

    private void Noted(object? notice)
    {
        switch (notice)
        {
            case HitsFound found when !isFound && found.Hits.Count > 0:
                isFound = true;
                FirstHops.Add(found.Hops);
                FirstHitMsSum += found.ElapsedMs;
                break;
            case SearchFinished: IsFinished = true; break;
        }
    }
}
