using System.Buffers;

namespace WebP2P.Node.Links;

/// <summary>
/// Reads as much from a socket as is there and gives it in parts: TLS asks for half a record at a time, which is two calls of the system for 16 KiB.
/// One reader and one writer at a time; between reads with nothing left over no buffer is held.
/// </summary>
internal sealed class ReadAhead(Stream inner) : Stream
{
    private const int BufferBytes = 128 * 1024;

    private byte[]? buffer;
    private int start, end;

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override ValueTask<int> ReadAsync(Memory<byte> target, CancellationToken cancellationToken = default)
    {
        if (start < end) return ValueTask.FromResult(Take(target.Span));
        return target.Length is 0 or >= BufferBytes ? inner.ReadAsync(target, cancellationToken) : FillAsync(target, cancellationToken);
    }

    public override int Read(Span<byte> target)
    {
        if (start < end) return Take(target);
        return inner.Read(target);
    }

    public override int Read(byte[] target, int offset, int count) => Read(target.AsSpan(offset, count));

    public override Task<int> ReadAsync(byte[] target, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(target.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Write(ReadOnlySpan<byte> bytes) => inner.Write(bytes);

    public override void Write(byte[] bytes, int offset, int count) => inner.Write(bytes, offset, count);

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken = default) => inner.WriteAsync(bytes, cancellationToken);

    public override Task WriteAsync(byte[] bytes, int offset, int count, CancellationToken cancellationToken) => inner.WriteAsync(bytes, offset, count, cancellationToken);

    public override void Flush() => inner.Flush();

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override async ValueTask DisposeAsync()
    {
        await inner.DisposeAsync().ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>A buffer that a read may still fill does not go back to the pool.</summary>
    protected override void Dispose(bool disposing)
    {
        if (disposing) inner.Dispose();
        base.Dispose(disposing);
    }

    private async ValueTask<int> FillAsync(Memory<byte> target, CancellationToken cancellationToken)
    {
        // Waiting without a buffer: most connections have nothing to say most of the time.
        await inner.ReadAsync(Memory<byte>.Empty, cancellationToken).ConfigureAwait(false);
        var rented = ArrayPool<byte>.Shared.Rent(BufferBytes);
        var read = await inner.ReadAsync(rented.AsMemory(0, BufferBytes), cancellationToken).ConfigureAwait(false);
        (buffer, start, end) = (rented, 0, read);
        return Take(target.Span);
    }

    private int Take(Span<byte> target)
    {
        var taken = Math.Min(target.Length, end - start);
        buffer.AsSpan(start, taken).CopyTo(target);
        start += taken;
        if (start < end || buffer is null) return taken;
        ArrayPool<byte>.Shared.Return(buffer);
        buffer = null;
        return taken;
    }
}
