namespace WebP2P.Simulation.Lab;

/// <summary>The steps of one query, as far as they fit.</summary>
internal sealed class LabTrace
{
    /// <summary>Steps of a trace.</summary>
    public const int StepsMax = 20_000;

    public const string Query = "query";
    public const string Duplicate = "duplicate";
    public const string Hit = "hit";
    public const string Lost = "lost";

    private readonly List<LabStep> steps = [];

    public IReadOnlyList<LabStep> Steps => steps;

    /// <summary>Of a lost message only the sender is known.</summary>
    public void Add(in SimulatedStep step, string kind)
    {
        if (steps.Count == StepsMax) return;
        steps.Add(new LabStep(step.TimeMs, (step.From ?? step.To).Number, step.To.Number, step.Header.Ttl, step.Header.Hops, kind));
    }
}
