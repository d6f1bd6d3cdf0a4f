using System.Buffers.Binary;

namespace WebP2P.Node.Index.Memory;

/// <summary>
/// Many short texts in a few large arrays, so that each costs its bytes in UTF-8 and no object. What is removed leaves a hole; who knows the places
/// of those that are left moves them to a new one when there are more holes than texts.
/// </summary>
internal sealed class Texts
{
    private const int BlockBits = 20, BlockBytes = 1 << BlockBits;

    private readonly List<byte[]> blocks = [];
    private int end = BlockBytes;
    private long bytes, holeBytes;

    /// <summary>Whether half of a large one is holes.</summary>
    public bool IsMostlyHoles => holeBytes > BlockBytes && holeBytes * 2 > bytes;

    /// <param name="text">At most <see cref="ushort.MaxValue"/> bytes.</param>
    /// <returns>The place of the text.</returns>
    public uint Add(ReadOnlySpan<byte> text)
    {
        var length = sizeof(ushort) + text.Length;
        if (end + length > BlockBytes)
        {
            blocks.Add(new byte[BlockBytes]);
            end = 0;
        }
        var place = (uint)(blocks.Count - 1) << BlockBits | (uint)end;
        BinaryPrimitives.WriteUInt16LittleEndian(blocks[^1].AsSpan(end), checked((ushort)text.Length));
        text.CopyTo(blocks[^1].AsSpan(end + sizeof(ushort)));
        end += length;
        bytes += length;
        return place;
    }

    public ReadOnlySpan<byte> At(uint place)
    {
        var rest = blocks[(int)(place >> BlockBits)].AsSpan((int)(place & (BlockBytes - 1)));
        return rest.Slice(sizeof(ushort), BinaryPrimitives.ReadUInt16LittleEndian(rest));
    }

    /// <summary>The text at the place is not needed any more.</summary>
    public void Remove(uint place) => holeBytes += sizeof(ushort) + At(place).Length;
}
