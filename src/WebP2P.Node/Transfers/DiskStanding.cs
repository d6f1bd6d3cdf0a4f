namespace WebP2P.Node.Transfers;

/// <summary>How a download stands with the own disk: what went wrong last, how often in a row, and when it is tried again. On the transfer loop.</summary>
internal sealed class DiskStanding(TransferOptions options)
{
    private const int DoublingsMax = 16;

    private int failures;
    private long tryAtMs;

    /// <summary>Null when the disk did all that was asked of it.</summary>
    public DiskTrouble? Trouble { get; private set; }

    /// <summary>The file that lost its name while it was open: what it holds is copied to its successor.</summary>
    public PartFile? Orphan { get; private set; }

    /// <summary>The owner, or this node itself, accepts that what was on the disk is gone.</summary>
    public bool MayBeginAnew { get; private set; }

    public void Failed(DiskTrouble trouble, long nowMs)
    {
        Trouble = trouble;
        tryAtMs = nowMs + Math.Min((long)options.DiskRetryMs << Math.Min(failures, DoublingsMax), options.DiskRetryMaxMs);
        failures++;
    }

    public bool IsDue(long nowMs) => nowMs >= tryAtMs;

    /// <summary>The owner wants it now, also without what was on the disk.</summary>
    public void Insist() => (failures, MayBeginAnew) = (0, true);

    /// <summary>Another program had its hands on the file: no piece of it is believed unseen.</summary>
    public bool IsDistrusted { get; private set; }

    /// <summary>The open file lost its name, or another program changed it; its disk is there, so what it holds is brought to whatever has the name then.</summary>
    public void Keep(PartFile file) => (Orphan, MayBeginAnew, IsDistrusted) = (file, true, true);

    /// <summary>It is prepared again, or could not be: what was held for it goes.</summary>
    public void Prepared(bool isOpen)
    {
        Orphan?.Dispose();
        Orphan = null;
        if (isOpen) (MayBeginAnew, IsDistrusted) = (false, false);
    }

    /// <summary>Something got safely to the disk.</summary>
    public void Kept() => (Trouble, failures) = (null, 0);
}
