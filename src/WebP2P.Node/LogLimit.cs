namespace WebP2P.Node;

/// <summary>At most one line a minute for each thing that goes wrong again and again; what is left out is counted and said with the next one.</summary>
internal sealed class LogLimit(TimeProvider time)
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(1);

    private readonly Lock gate = new();
    private readonly Dictionary<string, (long At, long LeftOut)> said = new(StringComparer.Ordinal);

    /// <param name="subject">One of few names, never a stranger's text.</param>
    public bool TryTake(string subject, out long leftOut)
    {
        var now = time.GetTimestamp();
        lock (gate)
        {
            var isKnown = said.TryGetValue(subject, out var last);
            leftOut = last.LeftOut;
            if (isKnown && time.GetElapsedTime(last.At, now) < Every)
            {
                said[subject] = (last.At, leftOut + 1);
                return false;
            }
            said[subject] = (now, 0);
            return true;
        }
    }
}
