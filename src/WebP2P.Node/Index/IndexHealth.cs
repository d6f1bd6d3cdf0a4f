using Microsoft.Extensions.Logging;
using WebP2P.Node.Control;

namespace WebP2P.Node.Index;

/// <summary>
/// What is wrong with the index at the moment. Three things can be, also at once, and the worst is shown: it is missing, it cannot be
/// written, it began anew and is filled by the peers.
/// </summary>
internal sealed partial class IndexHealth(TimeProvider time, ILogger<IndexHealth> logger)
{
    private static readonly TimeSpan SayEvery = TimeSpan.FromMinutes(1);

    private readonly Lock gate = new();
    private string? missing, blocked, rebuilding;
    private IndexHealthView view = new(IndexState.Ok, "", time.GetUtcNow(), 0, 0);
    private long refused;
    private (string Sentence, long At)? said;

    /// <summary>After a change of state or reason; called by whoever found out, only enqueue.</summary>
    public event Action? Changed;

    /// <summary>After a new, empty index took the place of a damaged one, with the reason; only enqueue.</summary>
    public event Action<string>? BeganAnew;

    public IndexHealthView View
    {
        get
        {
            lock (gate) return view with { RefusedBatches = Interlocked.Read(ref refused) };
        }
    }

    /// <summary>Why nothing can be written; null when it can.</summary>
    public string? WriteProblem
    {
        get
        {
            lock (gate) return missing ?? blocked;
        }
    }

    public void Refused() => Interlocked.Increment(ref refused);

    /// <summary>Null: it is there again.</summary>
    public void MissingBecause(string? reason) => Change(() => missing = reason);

    /// <summary>Null: it can be written again.</summary>
    public void BlockedBecause(string? reason) => Change(() => blocked = reason);

    public void RebuildBecause(string reason)
    {
        Change(() =>
        {
            (missing, rebuilding) = (null, reason);
            view = view with { BeganAnew = view.BeganAnew + 1 };
        });
        BeganAnew?.Invoke(reason);
    }

    /// <summary>Those who are here have registered again.</summary>
    public void Rebuilt() => Change(() => rebuilding = null);

    private void Change(Action change)
    {
        bool changed, isNews;
        IndexHealthView now;
        lock (gate)
        {
            change();
            var (state, reason) = Worst();
            changed = (state, reason) != (view.State, view.Reason);
            if (changed) view = view with { State = state, Reason = reason, Since = time.GetUtcNow() };
            now = view;
            isNews = changed && IsNews(now.Sentence);
        }
        if (isNews) Log(now);
        if (changed) Changed?.Invoke();
    }

    private (IndexState State, string Reason) Worst() =>
        missing is not null ? (IndexState.Unavailable, missing)
        : blocked is not null ? (IndexState.ReadOnly, blocked)
        : rebuilding is not null ? (IndexState.Rebuilding, rebuilding)
        : (IndexState.Ok, "");

    /// <summary>A state that comes and goes is said once a minute.</summary>
    private bool IsNews(string sentence)
    {
        var now = time.GetTimestamp();
        if (said is { } last && last.Sentence == sentence && time.GetElapsedTime(last.At, now) < SayEvery) return false;
        if (view.State != IndexState.Ok) said = (sentence, now);
        return true;
    }

    private void Log(IndexHealthView now)
    {
        if (now.State == IndexState.Ok) LogWell(now.Sentence);
        else LogIll(now.Sentence);
    }

    [LoggerMessage(LogLevel.Warning, "{Sentence}")]
    private partial void LogIll(string sentence);

    [LoggerMessage(LogLevel.Information, "{Sentence}")]
    private partial void LogWell(string sentence);
}
