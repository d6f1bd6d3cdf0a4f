using WebP2P.Node.Control;

namespace WebP2P.Node.Library;

/// <summary>Counts one scan while files are hashed by several threads.</summary>
internal sealed class ScanTally(TimeProvider time, long filesFound, long bytesFound)
{
    private readonly long startedAt = time.GetTimestamp();
    private long filesDone;
    private long bytesDone;

    public void AddBytes(int bytes) => Interlocked.Add(ref bytesDone, bytes);

    public void AddFile() => Interlocked.Increment(ref filesDone);

    /// <summary>Done and found of what is to be hashed; the speed is the mean since the start.</summary>
    public ScanProgress Progress()
    {
        var done = Interlocked.Read(ref bytesDone);
        var speed = (long)(done / Math.Max(time.GetElapsedTime(startedAt).TotalSeconds, 0.001));
        var leftBytes = Math.Max(0, bytesFound - done);
        return new ScanProgress(Interlocked.Read(ref filesDone), filesFound, done, bytesFound, speed, speed > 0 ? leftBytes * 1_000 / speed : null);
    }
}
