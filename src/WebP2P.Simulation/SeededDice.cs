using System.Numerics;
using WebP2P.Protocols.Overlays;

namespace WebP2P.Simulation;

/// <summary>xoshiro256** (Blackman, Vigna 2018), filled from the seed by splitmix64.</summary>
public sealed class SeededDice : Dice
{
    private ulong first, second, third, fourth;

    public SeededDice(ulong seed)
    {
        (first, second, third, fourth) = (Split(ref seed), Split(ref seed), Split(ref seed), Split(ref seed));
    }

    /// <summary>Reads the dice without throwing them.</summary>
    internal long Drawn => (long)first;

    /// <summary>64 bits that belong to two numbers, the same whenever they are asked for.</summary>
    internal static ulong Hash(ulong one, ulong other)
    {
        var state = one ^ (other * 0xD1342543DE82EF95);
        return Split(ref state);
    }

    /// <inheritdoc />
    public override ulong NextUInt64()
    {
        var result = BitOperations.RotateLeft(second * 5, 7) * 9;
        var shifted = second << 17;
        third ^= first;
        fourth ^= second;
        second ^= third;
        first ^= fourth;
        third ^= shifted;
        fourth = BitOperations.RotateLeft(fourth, 45);
        return result;
    }

    private static ulong Split(ref ulong state)
    {
        state += 0x9E3779B97F4A7C15;
        var mixed = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return mixed ^ (mixed >> 31);
    }
}
