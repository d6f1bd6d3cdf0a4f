using WebP2P.Node.Control;
using WebP2P.Protocols.Content;

namespace WebP2P.Node.Library.Rules;

/// <summary>A share's folder with the rules it has, and those it may get.</summary>
internal sealed record ChangedRules(string Name, string Path, ExcludeRules Now, ExcludeRules Then);

/// <summary>Looks through folders for what other rules would hide and show, before anything is saved.</summary>
internal sealed class RulePreviews(TimeProvider time)
{
    /// <summary>Paths that are told of each effect.</summary>
    internal const int PathsMax = 100;

    /// <summary>Whoever types a rule waits for the answer.</summary>
    internal TimeSpan TimeMax { get; init; } = TimeSpan.FromSeconds(5);

    public Task<RulePreview> LookAsync(IReadOnlyList<ChangedRules> shares, CancellationToken cancellationToken) => Task.Run(() => Look(shares, cancellationToken), cancellationToken);

    private RulePreview Look(IReadOnlyList<ChangedRules> shares, CancellationToken cancellationToken)
    {
        var (hidden, shown) = (new Effect(), new Effect());
        using var deadline = new CancellationTokenSource(TimeMax, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        var isComplete = true;
        foreach (var share in shares)
        {
            try
            {
                Look(share, hidden, shown, stop.Token);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                return new RulePreview(hidden.Told(), shown.Told(), Complete: false);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                isComplete = false;
            }
        }
        return new RulePreview(hidden.Told(), shown.Told(), isComplete);
    }

    private static void Look(ChangedRules share, Effect hidden, Effect shown, CancellationToken cancellationToken)
    {
        // A folder is passed over only when it is left out before and after.
        string? Filter(string path, in FileStat stat) => share.Now.Reason(path, stat) is { } now && share.Then.Reason(path, stat) is not null ? now : null;
        foreach (var entry in FolderWalk.Walk(share.Path, Filter, cancellationToken))
        {
            if (entry.SkipReason is not null) continue;
            var isOffered = share.Now.Reason(entry.RelativePath, entry.Stat) is null;
            if (isOffered == share.Then.Reason(entry.RelativePath, entry.Stat) is null) continue;
            (isOffered ? hidden : shown).Add($"{share.Name}/{entry.RelativePath}", entry.Stat.Size);
        }
    }

    private sealed class Effect
    {
        private readonly List<string> paths = [];
        private long files;
        private long bytes;

        public void Add(string path, long size)
        {
            (files, bytes) = (files + 1, bytes + Math.Min(size, ContentId.SizeBytesMax));
            if (paths.Count < PathsMax) paths.Add(path);
        }

        public RuleEffect Told() => new(files, bytes, paths);
    }
}
