using System.Buffers;
using System.Runtime.InteropServices;

namespace WebP2P.Node.Links;

/// <summary>Frames in order, bytes behind bytes in one ring that grows; while it is empty no memory is held.</summary>
internal sealed class FrameRing
{
    private const int MarkBytes = 12;
    private const int FirstBytes = 1_024;

    private byte[] ring = [];
    private int head;
    private int used;

    public int Count { get; private set; }

    /// <summary>Place of the first frame among all that were ever added; nothing without one.</summary>
    public long FirstNumber { get; private set; }

    /// <summary>Length of the first frame.</summary>
    public int FirstLength { get; private set; }

    /// <summary>Bytes of the ring; 0 while it is empty.</summary>
    public int HeldBytes => ring.Length;

    public void Add(ReadOnlySpan<byte> frame, long number)
    {
        if (used + MarkBytes + frame.Length > ring.Length) Grow(used + MarkBytes + frame.Length);
        Span<byte> mark = stackalloc byte[MarkBytes];
        MemoryMarshal.Write(mark, number);
        MemoryMarshal.Write(mark[8..], frame.Length);
        Put(mark);
        Put(frame);
        if (Count++ == 0) ReadFirst();
    }

    /// <summary>Takes the first frame; copies it when there is a target.</summary>
    public void Take(Span<byte> target)
    {
        var length = FirstLength;
        if (!target.IsEmpty) Copy((head + MarkBytes) & (ring.Length - 1), target[..length]);
        head = (head + MarkBytes + length) & (ring.Length - 1);
        used -= MarkBytes + length;
        Count--;
        if (Count > 0) ReadFirst();
        else LetGo();
    }

    private void ReadFirst()
    {
        Span<byte> mark = stackalloc byte[MarkBytes];
        Copy(head, mark);
        FirstNumber = MemoryMarshal.Read<long>(mark);
        FirstLength = MemoryMarshal.Read<int>(mark[8..]);
    }

    private void Put(ReadOnlySpan<byte> bytes)
    {
        var at = (head + used) & (ring.Length - 1);
        var first = Math.Min(bytes.Length, ring.Length - at);
        bytes[..first].CopyTo(ring.AsSpan(at));
        bytes[first..].CopyTo(ring);
        used += bytes.Length;
    }

    private void Copy(int from, Span<byte> target)
    {
        var first = Math.Min(target.Length, ring.Length - from);
        ring.AsSpan(from, first).CopyTo(target);
        ring.AsSpan(0, target.Length - first).CopyTo(target[first..]);
    }

    private void Grow(int needed)
    {
        // The pool hands out powers of two up to its largest arrays and beyond, which wrapping around relies on.
        var larger = ArrayPool<byte>.Shared.Rent((int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Max(FirstBytes, needed)));
        if (ring.Length > 0)
        {
            Copy(head, larger.AsSpan(0, used));
            ArrayPool<byte>.Shared.Return(ring);
        }

        (ring, head) = (larger, 0);
    }

    private void LetGo()
    {
        ArrayPool<byte>.Shared.Return(ring);
        (ring, head, used) = ([], 0, 0);
    }
}
