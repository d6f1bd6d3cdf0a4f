using WebP2P.Protocols.Content;

namespace WebP2P.Node.Transfers;

/// <summary>Work on the own disk that may take minutes, as it is seen from outside: what it does, how far it is, and that it should stop. Any thread.</summary>
internal sealed class DiskWork(Func<long> nowMs)
{
    private const int ShownEveryMs = 100;

    private volatile Bitfield? seen;
    private volatile string? doing;
    private volatile bool isStopped;
    private long shownMs = long.MinValue / 2;

    /// <summary>Between two pieces.</summary>
    public bool IsStopped => isStopped;

    /// <summary>Pieces that are right so far; null before the first.</summary>
    public Bitfield? Seen => seen;

    /// <summary>One sentence; null before there is more to say than that it looks.</summary>
    public string? Doing => doing;

    public void Stop() => isStopped = true;

    public void Begin(string what) => doing = what;

    /// <param name="right">Changes on; a copy is kept, now and then.</param>
    public void Show(Bitfield right)
    {
        if (nowMs() - shownMs < ShownEveryMs) return;
        shownMs = nowMs();
        seen = right.Copy();
    }
}
