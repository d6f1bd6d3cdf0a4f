namespace WebP2P.Node.Transfers;

/// <summary>Wakes a download's plan in time: every tick looks, and what must come sooner is posted. On the transfer loop.</summary>
internal sealed class DownloadAlarm(TransferServices services, Action ring)
{
    private long dueMs = long.MaxValue;
    private long postedForMs = long.MaxValue;

    /// <summary>Replaces what was set before.</summary>
    public void Set(long delayMs)
    {
        dueMs = services.NowMs + delayMs;
        Post();
    }

    /// <summary>False when it is not time yet.</summary>
    public bool TryRing()
    {
        if (services.NowMs < dueMs) return false;
        dueMs = long.MaxValue;
        ring();
        return true;
    }

    private void Post()
    {
        var delayMs = dueMs - services.NowMs;
        if (delayMs >= TransferPlane.TickMs || postedForMs <= dueMs) return;
        postedForMs = dueMs;
        _ = services.Loop.PostAfterAsync(TimeSpan.FromMilliseconds(Math.Max(delayMs, 0)), services.Time, Fire);
    }

    private void Fire()
    {
        postedForMs = long.MaxValue;
        if (!TryRing()) Post();
    }
}
