namespace WebP2P.Simulation;

/// <summary>FNV-1a, 64 bits, over whole numbers: two runs are the same when their digests are.</summary>
internal sealed class SimulationDigest
{
    private const ulong Prime = 0x100000001B3;

    public ulong Value { get; private set; } = 0xCBF29CE484222325;

    public void Add(long timeMs, StepKind kind, int from, int to, int type)
    {
        Mix((ulong)timeMs);
        Mix((ulong)kind);
        Mix((ulong)from);
        Mix((ulong)to);
        Mix((ulong)type);
    }

    private void Mix(ulong number)
    {
        for (var shift = 0; shift < 64; shift += 8) Value = (Value ^ (byte)(number >> shift)) * Prime;
    }
}
