using System.Numerics;

namespace WebP2P.Simulation;

/// <summary>64 bits over whole numbers in order, a rotation and a multiplication each: two runs are the same when their digests are.</summary>
internal sealed class SimulationDigest
{
    /// <summary>2^64 divided by the golden ratio, odd.</summary>
    private const ulong Multiplier = 0x9E3779B97F4A7C15;

    public ulong Value { get; private set; } = 0xCBF29CE484222325;

    public void Add(long timeMs, StepKind kind, int from, int to, int type)
    {
        var mixed = Mix(Value, (ulong)timeMs);
        mixed = Mix(mixed, ((ulong)(uint)from << 32) | (uint)to);
        Value = Mix(mixed, ((ulong)(uint)kind << 32) | (uint)type);
    }

    private static ulong Mix(ulong value, ulong number) => (BitOperations.RotateLeft(value, 29) ^ number) * Multiplier;
}
