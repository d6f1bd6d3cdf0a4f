using WebP2P.Node.Control;
using WebP2P.Protocols.Content;
using WebP2P.Protocols.Identity;

namespace WebP2P.Host.Demo;

/// <summary>The life on the demo's other nodes: now and then one of them copies something that the person's node has, and after a while removes it.</summary>
internal sealed class DemoNeighbours(IReadOnlyList<DemoNode> nodes) : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(6);
    private readonly PeriodicTimer timer = new(Pause);
    private readonly Random dice = new();

    /// <summary>Until the token.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken)) await CopyOneAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // Ctrl-C ends the demo.
        }
    }

    public void Dispose() => timer.Dispose();

    private async Task CopyOneAsync(CancellationToken cancellationToken)
    {
        var person = nodes[0].Host.Services;
        var offered = await person.GetRequiredService<IShares>().FilesAsync(null, null, new PageRequest(null, 100), cancellationToken);
        if (offered.Items.Count == 0) return;
        var file = offered.Items[dice.Next(offered.Items.Count)];
        var downloads = nodes[dice.Next(1, nodes.Count)].Host.Services.GetRequiredService<IDownloads>();
        foreach (var finished in downloads.List(DownloadState.Completed)) await downloads.RemoveAsync(finished.Id, deleteFile: true, cancellationToken);
        var source = person.GetRequiredService<INodeStatus>().Node.Id;
        await downloads.StartAsync(new DownloadStart(new ContentId(file.Hash, file.Size), file.Name, Mode: DownloadMode.Single, Sources: new NodeId[] { source }), cancellationToken);
    }
}
