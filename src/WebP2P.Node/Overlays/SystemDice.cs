using System.Runtime.InteropServices;
using System.Security.Cryptography;
using WebP2P.Protocols.Overlays;

namespace WebP2P.Node.Overlays;

/// <summary>Draws from the operating system.</summary>
public sealed class SystemDice : Dice
{
    public override ulong NextUInt64()
    {
        var value = 0UL;
        RandomNumberGenerator.Fill(MemoryMarshal.AsBytes(new Span<ulong>(ref value)));
        return value;
    }
}
