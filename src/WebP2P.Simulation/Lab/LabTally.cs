using WebP2P.Protocols.Overlays;
using WebP2P.Protocols.Overlays.Napster;

namespace WebP2P.Simulation.Lab;

/// <summary>Counts what happens to one search after the other, step by step.</summary>
internal sealed class LabTally(ILabWorld world, int nodes)
{
    /// <summary>The newest search that came to a node, and the newest message id.</summary>
    private readonly int[] searchOf = new int[nodes + 1];
    private readonly int[] idOf = new int[nodes + 1];
    private readonly Dictionary<MessageId, int> ids = [];
    private int searches, idCount, newestNumber;
    private MessageId newestId;
    private SimulatedNode? origin;
    private bool isFound;

    public bool IsFinished { get; private set; }

    public long Sent { get; private set; }

    public long Reached { get; private set; }

    public long Duplicates { get; private set; }

    /// <summary>Hops of the first hit of each search that had one.</summary>
    public List<int> FirstHops { get; } = [];

    /// <summary>Sum of the times to the first hit.</summary>
    public long FirstHitMsSum { get; private set; }

    /// <summary>Writes the steps of the current search down; null when nobody wants them.</summary>
    public LabTrace? Trace { get; set; }

    public void Begin(SimulatedNode asker)
    {
        (origin, isFound, IsFinished) = (asker, false, false);
        ids.Clear();
        newestId = default;
        searchOf[asker.Number] = ++searches;
    }

    public void See(SimulatedStep step)
    {
        if (origin is null) return;
        switch (step.Kind)
        {
            case StepKind.Delivered: Delivered(step); break;
            case StepKind.Lost: Lost(step); break;
            case StepKind.Noted when step.To == origin: Noted(step.Payload); break;
        }
    }

    private void Delivered(in SimulatedStep step)
    {
        var type = world.TypeOf(step.Payload!);
        if (type is LabMessage.Other) return;
        if (type is LabMessage.Query or LabMessage.CountedAnswer) Sent++;
        var isDuplicate = type is LabMessage.Query && !IsFirst(step.To.Number, step.Header.Id);
        if (isDuplicate) Duplicates++;
        Trace?.Add(step, type is not LabMessage.Query ? LabTrace.Hit : isDuplicate ? LabTrace.Duplicate : LabTrace.Query);
    }

    /// <summary>Whether the node had no copy of this message; a search of several messages reaches a node once.</summary>
    private bool IsFirst(int node, MessageId id)
    {
        if (id != newestId) NumberOf(id);
        if (idOf[node] == newestNumber || node == origin!.Number) return false;
        idOf[node] = newestNumber;
        if (searchOf[node] == searches) return true;
        searchOf[node] = searches;
        Reached++;
        return true;
    }

    /// <summary>Most searches are one message, so that the newest id is mostly the one of the next step, too.</summary>
    private void NumberOf(MessageId id)
    {
        if (!ids.TryGetValue(id, out newestNumber)) ids.Add(id, newestNumber = ++idCount);
        newestId = id;
    }

    private void Lost(in SimulatedStep step)
    {
        var type = world.TypeOf(step.Payload!);
        if (type is LabMessage.Query or LabMessage.CountedAnswer) Sent++;
        if (type is not LabMessage.Other) Trace?.Add(step, LabTrace.Lost);
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
