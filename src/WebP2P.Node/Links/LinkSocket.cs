using System.Buffers;
using System.Net.WebSockets;
using WebP2P.Protocols.Overlays;
using WebP2P.Protocols.Wire;

namespace WebP2P.Node.Links;

/// <summary>What became of a message: it will be written; there is no room; the last word was said before it.</summary>
internal enum SendOutcome { Queued, Full, Over }

/// <summary>
/// Frames over one WebSocket. Writing has a bounded queue and no waiting task: whoever finds nobody writing starts to write until
/// the queue is empty, several frames in one WebSocket message.
/// </summary>
internal sealed class LinkSocket(WebSocket socket, LinkOptions options) : IDisposable
{
    private static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(2);

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? scratch;

    private readonly Lock gate = new();
    private readonly WriteQueue queue = new(options.QueueBytesMax, options.QueueFramesMax);
    private readonly TaskCompletionSource written = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long bytesIn;
    private long bytesOut;
    private bool isWriting;
    private bool isCompleting;
    private bool isOver;

    public long BytesIn => Interlocked.Read(ref bytesIn);

    public long BytesOut => Interlocked.Read(ref bytesOut);

    public int QueriesDropped => queue.QueriesDropped;

    /// <summary>False when the queue is full: the caller ends the link. After the last word everything is swallowed.</summary>
    public bool TrySend(in Header header, Message message) => Send(header, message) != SendOutcome.Full;

    public SendOutcome Send(in Header header, Message message) => Add(header, message, isLast: false);

    /// <summary>The last word: whoever sends later is told that it is over. Reading goes on.</summary>
    public void SendLast(Message message) => Add(default, message, isLast: true);

    /// <summary>Writes what is queued, then closes this side.</summary>
    public void Complete()
    {
        lock (gate)
        {
            if (isCompleting) return;
            isCompleting = isOver = true;
            if (isWriting) return;
            isWriting = true;
        }

        _ = Task.Run(WriteAsync);
    }

    /// <summary>One WebSocket message of whole frames; null when the other side closed or the connection is gone.</summary>
    /// <exception cref="InvalidDataException">The message is larger than allowed, or not binary.</exception>
    public async ValueTask<ReadOnlyMemory<byte>?> ReceiveAsync(int bytesMax)
    {
        var buffer = Array.Empty<byte>();
        try
        {
            // No buffer is held while the link is silent.
            var received = await socket.ReceiveAsync(Memory<byte>.Empty, CancellationToken.None);
            var count = 0;
            while (received.MessageType == WebSocketMessageType.Binary && !received.EndOfMessage)
            {
                if (count == buffer.Length) buffer = Grow(buffer, bytesMax);
                received = await socket.ReceiveAsync(buffer.AsMemory(count), CancellationToken.None);
                count += received.Count;
                Interlocked.Add(ref bytesIn, received.Count);
                if (count > bytesMax) throw new InvalidDataException($"a message of more than {bytesMax} bytes");
            }

            if (received.MessageType == WebSocketMessageType.Text) throw new InvalidDataException("a text message");
            return received.MessageType == WebSocketMessageType.Close ? null : buffer.AsSpan(0, count).ToArray();
        }
        catch (Exception exception) when (exception is WebSocketException or IOException or ObjectDisposedException or OperationCanceledException)
        {
            if (exception is InvalidDataException) throw;
            return null;
        }
        finally
        {
            if (buffer.Length > 0) ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>After <see cref="Complete"/>: waits until everything is written, and a moment for the other side to close too.</summary>
    public async Task LeaveAsync()
    {
        Complete();
        try
        {
            await written.Task.WaitAsync(CloseTimeout);
            while (await ReceiveAsync(FrameCodec.FrameBytesMax).AsTask().WaitAsync(CloseTimeout) is not null) continue;
        }
        catch (Exception exception) when (exception is TimeoutException or InvalidDataException)
        {
            socket.Abort();
        }
    }

    /// <summary>Ends the connection at once; a pending read returns null.</summary>
    public void Abort() => socket.Abort();

    public void Dispose() => socket.Dispose();

    private SendOutcome Add(in Header header, Message message, bool isLast)
    {
        var output = scratch ??= new ArrayBufferWriter<byte>();
        output.ResetWrittenCount();
        FrameCodec.Write(output, header, message);
        var isQuery = MessageTable.Find(message).IsQuery;
        lock (gate)
        {
            if (isOver) return SendOutcome.Over;
            isOver = isLast;
            if (!queue.TryAdd(output.WrittenSpan, isQuery)) return SendOutcome.Full;
            if (isWriting) return SendOutcome.Queued;
            isWriting = true;
        }

        _ = Task.Run(WriteAsync);
        return SendOutcome.Queued;
    }

    private static byte[] Grow(byte[] buffer, int bytesMax)
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Min(Math.Max(1024, buffer.Length * 4), bytesMax + 1));
        buffer.CopyTo(larger, 0);
        if (buffer.Length > 0) ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }

    private async Task WriteAsync()
    {
        var rented = ArrayPool<byte>.Shared.Rent(FrameCodec.FrameBytesMax);
        var buffer = rented;
        try
        {
            while (TakeOrRest(ref buffer) is var count and > 0)
            {
                await socket.SendAsync(buffer.AsMemory(0, count), WebSocketMessageType.Binary, endOfMessage: true, CancellationToken.None);
                Interlocked.Add(ref bytesOut, count);
            }

            if (IsDone()) await CloseOutputAsync();
        }
        catch (Exception exception) when (exception is WebSocketException or IOException or ObjectDisposedException or InvalidOperationException or OperationCanceledException)
        {
            // The reading side ends by the same cause and reports it.
            Swallow();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
            if (IsDone()) written.TrySetResult();
        }
    }

    private int TakeOrRest(ref byte[] buffer)
    {
        lock (gate)
        {
            var count = queue.Take(ref buffer);
            if (count == 0 && !isCompleting) isWriting = false;
            return count;
        }
    }

    private bool IsDone()
    {
        lock (gate) return isCompleting && isWriting;
    }

    private void Swallow()
    {
        lock (gate) isCompleting = isOver = true;
        socket.Abort();
    }

    private async Task CloseOutputAsync()
    {
        using var deadline = new CancellationTokenSource(CloseTimeout);
        await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, deadline.Token);
    }
}
