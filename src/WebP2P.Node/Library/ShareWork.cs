namespace WebP2P.Node.Library;

/// <summary>What there is to look through in one share.</summary>
internal sealed class ShareWork
{
    /// <summary>More changed folders than this are looked through as a whole.</summary>
    public const int FoldersMax = 1_000;

    private readonly Lock gate = new();
    private HashSet<string> folders = [];
    private bool isWhole;
    private bool isEnded;

    public CancellationTokenSource Stop { get; } = new();

    public Task Task { get; set; } = Task.CompletedTask;

    /// <param name="changed">Null: the whole share.</param>
    /// <returns>False when the work has ended, and a new one must begin.</returns>
    public bool TryAsk(IReadOnlyCollection<string>? changed)
    {
        lock (gate)
        {
            if (isEnded) return false;
            if (changed is null) isWhole = true;
            else folders.UnionWith(changed);
            isWhole |= folders.Count > FoldersMax;
            return true;
        }
    }

    /// <summary>Decided together with the end, so that no request falls in between.</summary>
    /// <param name="taken">Null: the whole share.</param>
    public bool TryTake(out IReadOnlyCollection<string>? taken)
    {
        lock (gate)
        {
            taken = isWhole ? null : folders;
            isEnded = !isWhole && folders.Count == 0;
            (isWhole, folders) = (false, []);
            return !isEnded;
        }
    }
}
