using System.Runtime.InteropServices;
using System.Security.Cryptography;
using WebP2P.Protocols.Overlays;

namespace WebP2P.Node.Transfers;

/// <summary>Draws from the system's generator.</summary>
internal sealed class SystemDice : Dice
{
    public override ulong NextUInt64()
    {
        var bits = 0UL;
        RandomNumberGenerator.Fill(MemoryMarshal.AsBytes(new Span<ulong>(ref bits)));
        return bits;
    }
}
