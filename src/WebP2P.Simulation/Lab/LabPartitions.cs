namespace WebP2P.Simulation.Lab;

/// <summary>Partitions of a run; equal to others with the same ones in the same order.</summary>
public sealed record LabPartitions(IReadOnlyList<SimulatedPartition> All)
{
    public static LabPartitions None { get; } = new([]);

    public bool Equals(LabPartitions? other) => other is not null && All.SequenceEqual(other.All);

    public override int GetHashCode() => All.Aggregate(0, HashCode.Combine);
}
