using System.Diagnostics;
using WebP2P.Node.Control;
using WebP2P.Node.Transfers;

namespace WebP2P.Node.Tests.Transfers;

/// <summary>
/// Limits of real nodes over ten seconds, to 3 %. A machine that stood still for a moment shows in some of the windows, which begin and end at every
/// look; a limit that lets too much or too little through shows in all.
/// </summary>
public sealed class CapTests(ITestOutputHelper output) : IDisposable
{
    private const int BytesPerSecond = 2_000_000;
    private const int WindowSeconds = 10;
    private const int WindowsMax = 3;

    private readonly TempFolder folder = new();
    private readonly byte[] bytes = CopyTests.Bytes((WindowsMax * WindowSeconds + 5) * BytesPerSecond);

    [Fact]
    public async Task Each_limit_is_held_within_3_percent_over_ten_seconds()
    {
        await Task.WhenAll(
            HoldsAsync("upload", new TransferLimitsChange(UploadBytesPerSecond: BytesPerSecond), isSource: true),
            HoldsAsync("download", new TransferLimitsChange(DownloadBytesPerSecond: BytesPerSecond), isSource: false),
            HoldsAsync("both", new TransferLimitsChange(TotalBytesPerSecond: BytesPerSecond), isSource: true));
    }

    public void Dispose() => folder.Dispose();

    private async Task HoldsAsync(string name, TransferLimitsChange limit, bool isSource)
    {
        await using var source = await TransferNode.StartAsync(folder[$"{name}-source"]);
        await using var asker = await TransferNode.StartAsync(folder[$"{name}-asker"]);
        Assert.Null((await (isSource ? source : asker).Get<ITransferLimits>().SetAsync(limit, default)).Refusal);
        var content = source.Share(bytes);
        asker.Meet(source);
        await asker.StartDownloadAsync(content, source.Id);

        // What may be made up for after a rest is gone when a second's bytes are here.
        var looks = new Queue<(long Bytes, long At)>([await AfterAsync(asker, BytesPerSecond)]);
        var (from, rate) = (looks.Peek(), 0.0);
        var end = from.Bytes + ((long)WindowsMax * WindowSeconds * BytesPerSecond);
        for (var to = from; to.Bytes < end && rate is < 0.97 or > 1.03;)
        {
            looks.Enqueue(to = await AfterAsync(asker, to.Bytes + 1));
            while (Stopwatch.GetElapsedTime(looks.Peek().At, to.At).TotalSeconds >= WindowSeconds) from = looks.Dequeue();
            if (Stopwatch.GetElapsedTime(from.At, to.At).TotalSeconds >= WindowSeconds) rate = (to.Bytes - from.Bytes) / (BytesPerSecond * Stopwatch.GetElapsedTime(from.At, to.At).TotalSeconds);
        }
        output.WriteLine($"{name}: {rate:F4} of the limit");
        Assert.InRange(rate, 0.97, 1.03);
    }

    /// <summary>How many bytes had come, and when, once there were so many.</summary>
    private static async Task<(long Bytes, long At)> AfterAsync(TransferNode asker, long wanted)
    {
        (long Bytes, long At) now = default;
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        using var deadline = new CancellationTokenSource(Waiting.Deadline);
        while (now.Bytes < wanted)
        {
            await timer.WaitForNextTickAsync(deadline.Token);
            now = await asker.Get<TransferLoop>().AskAsync(() => (asker.Get<DownloadTable>().All.Sum(job => job.Ledger.All.Total), Stopwatch.GetTimestamp()), deadline.Token);
        }
        return now;
    }
}
