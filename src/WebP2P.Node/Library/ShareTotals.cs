using System.Threading.Channels;
using WebP2P.Node.Control;

namespace WebP2P.Node.Library;

/// <summary>Keeps the totals of shares right when files come or go without a scan, as finished downloads do.</summary>
internal sealed class ShareTotals(LibraryStore store, ShareTable table) : IDisposable
{
    private readonly Channel<bool> changes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly CancellationTokenSource stopping = new();
    private Task? running;

    public void Start()
    {
        store.Changed += _ => changes.Writer.TryWrite(true);
        running = Task.Run(RunAsync);
    }

    public async Task StopAsync()
    {
        changes.Writer.TryComplete();
        await stopping.CancelAsync();
        if (running is not null) await running;
    }

    public void Dispose() => stopping.Dispose();

    private async Task RunAsync()
    {
        try
        {
            await foreach (var _ in changes.Reader.ReadAllAsync(stopping.Token))
                foreach (var share in table.List().Where(share => share.State == ShareState.Ready)) Count(share);
        }
        catch (OperationCanceledException)
        {
            // The node stops.
        }
    }

    private void Count(ShareView share)
    {
        var totals = store.Totals(share.Id);
        if (totals == (share.Files, share.Bytes)) return;
        table.Change(share.Id, view => view.State == ShareState.Ready ? view with { Files = totals.Files, Bytes = totals.Bytes } : view);
    }
}
