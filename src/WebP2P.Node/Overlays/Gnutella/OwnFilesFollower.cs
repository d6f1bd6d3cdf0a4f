using System.Data.Common;
using Microsoft.Extensions.Logging;
using WebP2P.Node.Library;
using WebP2P.Protocols.Overlays.Napster;

namespace WebP2P.Node.Overlays.Gnutella;

/// <summary>Keeps <see cref="OwnFiles"/> as the library is: reads what follows the version that it has, and begins anew when that cannot be told.</summary>
internal sealed partial class OwnFilesFollower(LibraryJournal journal, OwnFiles files, TimeProvider time, ILogger<OwnFilesFollower> log) : IAsyncDisposable
{
    private static readonly TimeSpan AgainAfter = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource stopping = new();
    private readonly SemaphoreSlim wake = new(1);
    private LibraryVersion? at;
    private Task? running;

    /// <summary>After changes; on the follower's own thread, only enqueue.</summary>
    public event Action? Changed;

    public void Start()
    {
        journal.Changed += Wake;
        running = Task.Run(RunAsync);
    }

    public async ValueTask DisposeAsync()
    {
        journal.Changed -= Wake;
        if (stopping.IsCancellationRequested) return;
        await stopping.CancelAsync();
        if (running is not null) await running;
        stopping.Dispose();
        wake.Dispose();
    }

    private void Wake(LibraryVersion version)
    {
        try
        {
            if (wake.CurrentCount == 0) wake.Release();
        }
        catch (ObjectDisposedException)
        {
            // The node stops.
        }
    }

    private async Task RunAsync()
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await wake.WaitAsync(stopping.Token);
                await FollowAsync();
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (Exception exception) when (exception is DbException or IOException or InvalidOperationException)
            {
                LogNotRead(exception);
                await Task.Delay(AgainAfter, time, stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                Wake(default);
            }
        }
    }

    private async Task FollowAsync()
    {
        while (at is null || at != journal.Current)
        {
            var answer = at is { } known ? await journal.ChangesSinceAsync(new LibraryChanges(known.LibraryId, known.Version, RegisterBatch.ChangesMax), stopping.Token) : null;
            if (answer is null or { IsForgotten: true } || answer.LibraryId != at?.LibraryId || files.IsWasteful) await BeginAnewAsync();
            else Apply(answer);
            Changed?.Invoke();
        }
    }

    private void Apply(LibraryChangesAnswer answer)
    {
        files.Apply(answer.Changes);
        at = new LibraryVersion(answer.LibraryId, answer.ToVersion);
    }

    /// <summary>Reads all files; what changes meanwhile is told afterwards.</summary>
    private async Task BeginAnewAsync()
    {
        var now = journal.Current;
        files.Clear();
        for (var read = 0L; read < now.Version;)
        {
            var answer = await journal.FilesAsync(now, read, RegisterBatch.ChangesMax, stopping.Token);
            files.Apply(answer.Changes);
            read = answer.ToVersion;
        }
        at = now;
    }

    [LoggerMessage(LogLevel.Warning, "The library could not be read for Gnutella; it is tried again")]
    private partial void LogNotRead(Exception exception);
}
