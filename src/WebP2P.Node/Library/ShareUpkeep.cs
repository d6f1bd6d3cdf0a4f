namespace WebP2P.Node.Library;

/// <summary>What keeps the library as the folders are, without the owner's hand.</summary>
internal sealed record ShareUpkeep(ShareLooks Looks, ShareWatches Watches, ShareRounds Rounds, ShareTotals Totals, HashingService Hashing)
{
    /// <summary>Before the first scan.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await Hashing.StartAsync(cancellationToken);
        Looks.Start();
        Watches.Start();
        Rounds.Start();
        Totals.Start();
    }

    /// <summary>Before the scans are stopped: nothing begins a new one.</summary>
    public async Task StopAsync()
    {
        await Rounds.StopAsync();
        Watches.Dispose();
        Looks.Dispose();
        await Totals.StopAsync();
    }
}
