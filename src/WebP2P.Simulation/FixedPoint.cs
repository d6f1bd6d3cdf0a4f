namespace WebP2P.Simulation;

/// <summary>Logarithm and power of two on whole numbers with 32 bits after the point, so that every machine draws the same.</summary>
internal static class FixedPoint
{
    /// <summary>Bits after the point.</summary>
    public const int Bits = 32;

    public const long One = 1L << Bits;

    /// <summary>Natural logarithm of 2.</summary>
    public const long Ln2 = 2_977_044_472;

    private static readonly ulong[] Roots = MakeRoots();

    /// <summary>log2 of a whole number from 1, with 32 bits after the point.</summary>
    public static long Log2(ulong number)
    {
        var whole = 63 - System.Numerics.BitOperations.LeadingZeroCount(number);
        var mantissa = number << (63 - whole);
        var result = (long)whole << Bits;
        // Squaring doubles the logarithm; each time it passes 2 the next bit is one.
        for (var bit = Bits - 1; bit >= 0; bit--)
        {
            var high = Math.BigMul(mantissa, mantissa, out var low);
            var passes = high >> 63 == 1;
            mantissa = passes ? high : (high << 1) | (low >> 63);
            if (passes) result |= 1L << bit;
        }
        return result;
    }

    /// <summary>2 to the power of a number with 32 bits after the point, as a number with 32 bits after the point; from 0 to 2^30.</summary>
    public static long Exp2(long power)
    {
        var (whole, fraction) = ((int)(power >> Bits), (ulong)(power & (One - 1)));
        if (whole < -Bits) return 0;
        var mantissa = 1UL << 62;
        for (var bit = 0; bit < Bits; bit++)
        {
            if ((fraction & (1UL << (Bits - 1 - bit))) == 0) continue;
            var high = Math.BigMul(mantissa, Roots[bit], out var low);
            mantissa = (high << 2) | (low >> 62);
        }
        var shift = 62 - Bits - Math.Min(whole, 30);
        return (long)(mantissa >> shift);
    }

    /// <summary>Product of two numbers with 32 bits after the point.</summary>
    public static long Multiply(long one, long other) => (long)(((Int128)one * other) >> Bits);

    /// <summary>2^(1/2), 2^(1/4), 2^(1/8) ..., with 62 bits after the point.</summary>
    private static ulong[] MakeRoots()
    {
        var roots = new ulong[Bits];
        var root = (UInt128)1 << 63;
        for (var index = 0; index < Bits; index++)
        {
            root = Root(root << 62);
            roots[index] = (ulong)root;
        }
        return roots;
    }

    private static UInt128 Root(UInt128 square)
    {
        UInt128 root = 0;
        for (var bit = 63; bit >= 0; bit--)
        {
            var larger = root | ((UInt128)1 << bit);
            if (larger * larger <= square) root = larger;
        }
        return root;
    }
}
