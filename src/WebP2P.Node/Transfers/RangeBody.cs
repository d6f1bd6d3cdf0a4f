using System.Buffers;
using WebP2P.Protocols;
using WebP2P.Protocols.Content;
using WebP2P.Protocols.Transfers;

namespace WebP2P.Node.Transfers;

/// <summary>The body of one request: pieces in a row, each hashed as it arrives, written in parts of 256 KiB and told of when it is whole.</summary>
internal sealed class RangeBody(PieceOrder order, Stream body, Bandwidth bandwidth, FetchDeadline deadline, IRangeListener listener)
{
    private const int BufferBytes = 256 * 1024;

    /// <returns>Right: every piece was told of, whatever each was.</returns>
    public async Task<FetchResult> ReadAsync()
    {
        for (var piece = order.Request.Piece; piece <= order.Request.Last; piece++)
        {
            if (await (order.Request.Second ? BufferAsync(piece) : StreamAsync(piece)) is not { } outcome) return FetchResult.Of(FetchFailure.Broken, "It ended a piece early.");
            if (piece == order.Request.Last && await body.ReadAsync(new byte[1], deadline.Token) != 0) return FetchResult.Of(FetchFailure.Wrong, "more bytes than were asked for");
            listener.PieceWhole(piece, outcome);
        }
        return new FetchResult(FetchOutcome.Right);
    }

    private async Task<FetchOutcome?> StreamAsync(int piece)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            using var hasher = new PieceHasher(order.Layer.Map);
            var (length, isWanted) = (order.Layer.Map.Length(piece), true);
            for (var done = 0; done < length;)
            {
                // A read gives what one TLS record holds; writes of that size wait for each other at the file's lock.
                var filled = buffer.AsMemory(0, Math.Min(BufferBytes, length - done));
                if (!await FillAsync(filled, isWanted ? hasher : null)) return null;
                // Another copy was first: what follows in the range is still wanted, so the rest of the piece is read past.
                isWanted = isWanted && order.File.TryWrite(piece, done, filled);
                done += filled.Length;
            }
            return isWanted ? Judge(piece, hasher.Finish(), default) : FetchOutcome.Superfluous;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <returns>False when the body ended before.</returns>
    private async ValueTask<bool> FillAsync(Memory<byte> buffer, PieceHasher? hasher)
    {
        for (int filled = 0, hashed = 0; filled < buffer.Length;)
        {
            var read = await ReadAsync(buffer[filled..]);
            if (read == 0) return false;
            filled += read;
            // Whole leaves are hashed in one call, while the next one arrives.
            var until = filled == buffer.Length ? filled : filled / PieceMap.LeafBytes * PieceMap.LeafBytes;
            hasher?.Append(buffer.Span[hashed..until]);
            hashed = until;
        }
        return true;
    }

    /// <summary>A second copy must not write over the first until it is proven.</summary>
    private async Task<FetchOutcome?> BufferAsync(int piece)
    {
        var length = order.Layer.Map.Length(piece);
        var buffer = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            for (var done = 0; done < length;)
            {
                var read = await ReadAsync(buffer.AsMemory(done, Math.Min(BufferBytes, length - done)));
                if (read == 0) return null;
                done += read;
            }
            return Judge(piece, MerkleTree.PieceRoot(buffer.AsSpan(0, length), order.Layer.Map), buffer.AsMemory(0, length));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private FetchOutcome Judge(int piece, Bytes32 root, ReadOnlyMemory<byte> unwritten)
    {
        if (root != order.Layer[piece]) return FetchOutcome.Wrong;
        return order.File.TryFinish(piece, unwritten) ? FetchOutcome.Right : FetchOutcome.Superfluous;
    }

    private async ValueTask<int> ReadAsync(Memory<byte> buffer)
    {
        if (bandwidth.IsLimited(TransferDirection.Download)) buffer = buffer[..await AllowedAsync(buffer.Length)];
        var read = await body.ReadAsync(buffer, deadline.Token);
        bandwidth.Return(TransferDirection.Download, buffer.Length - read);
        if (read == 0) return 0;
        deadline.Progress();
        listener.Arrived(read);
        return read;
    }

    /// <summary>What is not read waits in the source's hands; waiting for the own limit is not its fault.</summary>
    private async ValueTask<int> AllowedAsync(int bytes)
    {
        deadline.Pause();
        var allowed = await bandwidth.TakeAsync(TransferDirection.Download, order.Request.Peer, bytes, deadline.Token);
        deadline.Resume();
        return allowed;
    }
}
