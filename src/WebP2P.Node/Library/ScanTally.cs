using WebP2P.Node.Control;

namespace WebP2P.Node.Library;

/// <summary>Counts one scan while files are found, and hashed by several threads; its speed is that of the last seconds.</summary>
internal sealed class ScanTally(TimeProvider time)
{
    private const int SamplesMax = 20;
    private static readonly TimeSpan SampleEvery = TimeSpan.FromMilliseconds(250);

    private readonly Lock gate = new();
    private readonly Queue<Sample> samples = new([new Sample(time.GetTimestamp(), 0, 0)]);
    private long filesFound, bytesFound, filesDone, bytesDone;
    private long sampledAt = time.GetTimestamp();
    private long toldAt = long.MinValue;

    public long FilesFound => Interlocked.Read(ref filesFound);

    public void Found(long sizeBytes)
    {
        Interlocked.Increment(ref filesFound);
        Interlocked.Add(ref bytesFound, sizeBytes);
    }

    public void AddBytes(long bytes) => Interlocked.Add(ref bytesDone, bytes);

    public void AddFile() => Interlocked.Increment(ref filesDone);

    /// <summary>Whether new figures are worth a word: the first time, and then every 250 ms.</summary>
    public bool IsDue()
    {
        var now = time.GetTimestamp();
        var last = Interlocked.Read(ref toldAt);
        return (last == long.MinValue || time.GetElapsedTime(last, now) >= SampleEvery) && Interlocked.CompareExchange(ref toldAt, now, last) == last;
    }

    /// <summary>Done and found of what is to be hashed. Time is left for the bytes or for the files, whichever takes longer.</summary>
    public ScanProgress Progress()
    {
        var now = new Sample(time.GetTimestamp(), Interlocked.Read(ref filesDone), Interlocked.Read(ref bytesDone));
        var since = Since(now);
        var seconds = Math.Max(time.GetElapsedTime(since.At, now.At).TotalSeconds, 0.001);
        var (files, bytes) = ((now.Files - since.Files) / seconds, (now.Bytes - since.Bytes) / seconds);
        var (foundFiles, foundBytes) = (FilesFound, Interlocked.Read(ref bytesFound));
        return new ScanProgress(now.Files, foundFiles, now.Bytes, foundBytes, (long)bytes, LeftMs(foundFiles - now.Files, files, foundBytes - now.Bytes, bytes), Math.Round(files, 1));
    }

    private static long? LeftMs(long files, double filesPerSecond, long bytes, double bytesPerSecond)
    {
        if (files <= 0 && bytes <= 0) return 0;
        if (filesPerSecond + bytesPerSecond <= 0) return null;
        var seconds = Math.Max(bytesPerSecond > 0 ? bytes / bytesPerSecond : 0, filesPerSecond > 0 ? files / filesPerSecond : 0);
        return (long)Math.Min(seconds * 1_000, TimeSpan.FromDays(999).TotalMilliseconds);
    }

    /// <summary>The oldest of the last samples; this one is kept when it is time.</summary>
    private Sample Since(Sample now)
    {
        lock (gate)
        {
            var since = samples.Peek();
            if (time.GetElapsedTime(sampledAt, now.At) < SampleEvery) return since;
            sampledAt = now.At;
            samples.Enqueue(now);
            if (samples.Count > SamplesMax) samples.Dequeue();
            return since;
        }
    }

    private readonly record struct Sample(long At, long Files, long Bytes);
}
