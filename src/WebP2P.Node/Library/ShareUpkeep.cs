namespace WebP2P.Node.Library;

/// <summary>What keeps the library as the folders are, without the owner's hand.</summary>
internal sealed record ShareUpkeep(ShareLooks Looks, ShareWatches Watches, ShareRounds Rounds, ShareTotals Totals)
{
    /// <summary>Before the first scan.</summary>
    public void Start()
    {
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
