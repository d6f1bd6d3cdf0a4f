namespace WebP2P.Node.Transfers;

/// <summary>Bytes per second over windows of a second, smoothed; fed by any thread, sampled by one.</summary>
internal sealed class SpeedMeter
{
    private const int Windows = 4;
    private readonly long[] samples = new long[Windows];
    private long arrived;
    private long counted;
    private int next;

    public long Total => Interlocked.Read(ref arrived);

    public long BytesPerSecond { get; private set; }

    public void Add(long bytes) => Interlocked.Add(ref arrived, bytes);

    /// <summary>Called every 250 ms.</summary>
    public void Sample()
    {
        var total = Total;
        samples[next] = total - counted;
        next = (next + 1) % Windows;
        counted = total;
        var lastSecond = samples.Sum();
        BytesPerSecond = lastSecond == 0 ? 0 : BytesPerSecond == 0 ? lastSecond : (BytesPerSecond + lastSecond) / 2;
    }
}
