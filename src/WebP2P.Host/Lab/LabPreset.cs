namespace WebP2P.Host.Lab;

/// <summary>A run to begin with; what it leaves out has its usual value.</summary>
internal sealed record LabPreset(string Title, LabChoices Choices)
{
    private static readonly LabChoices Usual = new(Topology: "random:6", Nodes: 1000, Ttl: 4, Replicas: 0.01m, Queries: 100, Delay: "20..200", Seed: 1);

    public static IReadOnlyList<LabPreset> All { get; } =
    [
        new("Flood", Usual with { Strategy = "flood" }),
        new("Expanding ring", Usual with { Strategy = "ring", Ttl = 7 }),
        new("Random walkers", Usual with { Strategy = "walk" }),
        new("Dynamic", Usual with { Strategy = "dynamic" }),
        new("Index server", Usual with { Overlay = "napster" }),
        new("Rare file, power law", Usual with { Topology = "powerlaw:3", Nodes = 10_000, Replicas = 0.0005m, Ttl = 5 }),
        new("A third is dead", Usual with { Fail = 0.3m }),
        new("Cut in two for a while", Usual with { Partitions = "30..150:0.5" }),
        new("Comings and goings", Usual with { Churn = "weibull:0.59:2460", Queries = 200 }),
    ];
}
