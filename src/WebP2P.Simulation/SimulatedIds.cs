using System.Numerics;
using System.Runtime.CompilerServices;
using WebP2P.Protocols;
using WebP2P.Protocols.Identity;

namespace WebP2P.Simulation;

/// <summary>
/// The ids of nodes, worked out from their numbers and back (the finisher of splitmix64, Steele et al. 2014, which every step of can be undone):
/// quicker than a table of a million of them, of which no cache holds the part that is needed.
/// </summary>
internal static class SimulatedIds
{
    /// <summary>2^64 divided by the golden ratio, odd; and what undoes a multiplication by it.</summary>
    private const ulong Step = 0x9E3779B97F4A7C15, StepUndone = 0xF1DE83E19937733D;

    private const ulong First = 0xBF58476D1CE4E5B9, FirstUndone = 0x96DE1B173F119089;
    private const ulong Second = 0x94D049BB133111EB, SecondUndone = 0x319642B2D24D8EC3;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static NodeId IdOf(int number)
    {
        var mixed = (ulong)((uint)number + 1L) * Step;
        mixed = (mixed ^ (mixed >> 30)) * First;
        mixed = (mixed ^ (mixed >> 27)) * Second;
        mixed ^= mixed >> 31;
        return new NodeId(new Bytes32(mixed, Spread(mixed, 17), Spread(mixed, 31), Spread(mixed, 47)));
    }

    /// <summary>The number whose id this is; any other when it is nobody's.</summary>
    public static int NumberOf(NodeId id)
    {
        var mixed = id.Value.High;
        mixed = (mixed ^ (mixed >> 31) ^ (mixed >> 62)) * SecondUndone;
        mixed = (mixed ^ (mixed >> 27) ^ (mixed >> 54)) * FirstUndone;
        mixed = (mixed ^ (mixed >> 30) ^ (mixed >> 60)) * StepUndone;
        return (int)(mixed - 1);
    }

    private static ulong Spread(ulong mixed, int turned)
    {
        var product = BitOperations.RotateLeft(mixed, turned) * First;
        return product ^ (product >> 32);
    }
}
