using System.Diagnostics;
using WebP2P.Node.Control;
using WebP2P.Node.Transfers;

namespace WebP2P.Node.Tests.Transfers;

/// <summary>
/// Limits of real nodes over ten seconds, to 3 %. A machine that stood still for a moment shows in one window and not in all of them; a limit that
/// lets too much or too little through shows in all.
/// </summary>
public sealed class CapTests : IDisposable
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
        var from = await AfterAsync(asker, BytesPerSecond);
        var rates = new List<double>();
        while (rates.Count < WindowsMax && !rates.Any(rate => rate is >= 0.97 and <= 1.03))
        {
            var to = await AfterAsync(asker, from.Bytes + (WindowSeconds * BytesPerSecond));
            rates.Add((to.Bytes - from.Bytes) / (BytesPerSecond * Stopwatch.GetElapsedTime(from.At, to.At).TotalSeconds));
            from = to;
        }
        Assert.True(rates[^1] is >= 0.97 and <= 1.03, $"{name}: {string.Join(", ", rates)} of the limit");
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
