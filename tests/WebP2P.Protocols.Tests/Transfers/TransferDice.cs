using WebP2P.Protocols.Overlays;

namespace WebP2P.Protocols.Tests.Transfers;

/// <summary>SplitMix64: the same seed, the same draws.</summary>
internal sealed class TransferDice(ulong seed) : Dice
{
    private ulong state = seed;

    public override ulong NextUInt64()
    {
        state += 0x9E3779B97F4A7C15;
        var mixed = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return mixed ^ (mixed >> 31);
    }
}
