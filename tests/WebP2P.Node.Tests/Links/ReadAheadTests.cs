using System.IO.Pipelines;
using WebP2P.Node.Links;

namespace WebP2P.Node.Tests.Links;

public sealed class ReadAheadTests
{
    private readonly Pipe pipe = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_came_at_once_is_read_once_and_given_in_parts_in_order()
    {
        var bytes = Enumerable.Range(0, 100_000).Select(number => (byte)(number * 31 / 7)).ToArray();
        var counted = new CountedStream(new MemoryStream(bytes));
        await using var stream = new ReadAhead(counted);
        var got = new byte[bytes.Length];
        for (var at = 0; at < got.Length; at += 1_000) await stream.ReadExactlyAsync(got.AsMemory(at, 1_000), Cancellation);
        Assert.Equal(bytes, got);
        Assert.Equal(1, counted.Reads);
        Assert.Equal(0, await stream.ReadAsync(got, Cancellation));
    }

    [Fact]
    public async Task A_read_of_nothing_waits_until_there_is_something_and_takes_none_of_it()
    {
        await using var stream = new ReadAhead(pipe.Reader.AsStream());
        var waiting = stream.ReadAsync(Memory<byte>.Empty, Cancellation).AsTask();
        Assert.False(waiting.IsCompleted);
        await pipe.Writer.WriteAsync(new byte[] { 1, 2, 3 }, Cancellation);
        Assert.Equal(0, await waiting);
        var got = new byte[2];
        await stream.ReadExactlyAsync(got, Cancellation);
        Assert.Equal(0, await stream.ReadAsync(Memory<byte>.Empty, Cancellation));
        Assert.Equal([1, 2], got);
        Assert.Equal(1, stream.Read(got, 0, 2));
        Assert.Equal(3, got[0]);
    }

    [Fact]
    public async Task A_read_that_was_given_up_takes_nothing_away_from_the_next_one()
    {
        await using var stream = new ReadAhead(pipe.Reader.AsStream());
        using var given = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var first = stream.ReadAsync(new byte[10], given.Token).AsTask();
        await given.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        await pipe.Writer.WriteAsync(new byte[] { 7 }, Cancellation);
        var got = new byte[10];
        Assert.Equal(1, await stream.ReadAsync(got, Cancellation));
        Assert.Equal(7, got[0]);
    }

    private sealed class CountedStream(Stream inner) : PassingStream(inner)
    {
        public int Reads { get; private set; }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (buffer.Length > 0 && Inner.Position < Inner.Length) Reads++;
            return base.ReadAsync(buffer, cancellationToken);
        }
    }
}
