namespace WebP2P.Node.Transfers;

/// <summary>The last steps of a download, off the loop: they are not stopped half-way. Called on the transfer loop.</summary>
internal sealed class LastSteps(DownloadJob job, TransferServices services)
{
    private Task steps = Task.CompletedTask;

    public bool AreRunning { get; private set; }

    /// <summary>What the owner reads when all went well.</summary>
    public string Outcome { get; set; } = "Complete and verified.";

    public Task EndedAsync() => steps;

    public void Start(Func<Task> end)
    {
        AreRunning = true;
        steps = RunAsync(end);
    }

    private async Task RunAsync(Func<Task> end)
    {
        try
        {
            await Task.Run(end);
            await services.Loop.PostAsync(() =>
            {
                AreRunning = false;
                job.Completed(Outcome);
            });
        }
        catch (Exception error) when (DiskTrouble.From(error) is { } trouble)
        {
            await services.Loop.PostAsync(() =>
            {
                AreRunning = false;
                job.DiskFailed(trouble);
            });
        }
    }
}
