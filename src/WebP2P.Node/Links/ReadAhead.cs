using System.Buffers;

namespace WebP2P.Node.Links;

/// <summary>
/// Reads as much from a socket as is there and gives it in parts: TLS asks for half a record at a time, which is two calls of the system for 16 KiB.
/// One reader and one writer at a time; while nothing is left over no buffer is held.
/// </summary>
internal sealed class ReadAhead(Stream inner) : PassingStream(inner)
{
    private const int BufferBytes = 128 * 1024;

    private byte[]? left;
    private int start, end;

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (start < end) return ValueTask.FromResult(Take(buffer.Span));
        return buffer.Length is 0 or >= BufferBytes ? Inner.ReadAsync(buffer, cancellationToken) : FillAsync(buffer, cancellationToken);
    }

    public override int Read(byte[] buffer, int offset, int count) => start < end ? Take(buffer.AsSpan(offset, count)) : Inner.Read(buffer, offset, count);

    public override async ValueTask DisposeAsync()
    {
        await Inner.DisposeAsync().ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>A buffer that a read may still fill does not go back to the pool.</summary>
    protected override void Dispose(bool disposing)
    {
        if (disposing) Inner.Dispose();
        base.Dispose(disposing);
    }

    private async ValueTask<int> FillAsync(Memory<byte> target, CancellationToken cancellationToken)
    {
        // Waiting without a buffer: most connections have nothing to say most of the time.
        await Inner.ReadAsync(Memory<byte>.Empty, cancellationToken).ConfigureAwait(false);
        var rented = ArrayPool<byte>.Shared.Rent(BufferBytes);
        var read = await Inner.ReadAsync(rented.AsMemory(0, BufferBytes), cancellationToken).ConfigureAwait(false);
        (left, start, end) = (rented, 0, read);
        return Take(target.Span);
    }

    private int Take(Span<byte> target)
    {
        var taken = Math.Min(target.Length, end - start);
        left.AsSpan(start, taken).CopyTo(target);
        start += taken;
        if (start < end || left is null) return taken;
        ArrayPool<byte>.Shared.Return(left);
        left = null;
        return taken;
    }
}
