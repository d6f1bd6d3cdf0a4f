using WebP2P.Protocols.Content;
using WebP2P.Protocols.Search;

namespace WebP2P.Protocols.Overlays.Gnutella;

/// <summary>Contents whose sources are to be asked for: one query a minute for the whole node.</summary>
internal sealed class SourceQuestions(OwnSearches searches)
{
    /// <summary>Time between two of these queries, ms.</summary>
    public const int QuestionMs = 60_000;

    /// <summary>Contents that wait; more are not taken, whoever needs them asks again.</summary>
    public const int WaitingMax = 1_000;

    private Queue<ContentId>? waiting;
    private bool isPaused;

    public void Add(IReadOnlyList<ContentId> contents, Turn turn)
    {
        waiting ??= [];
        foreach (var content in contents)
        {
            if (waiting.Count < WaitingMax && !waiting.Contains(content)) waiting.Enqueue(content);
        }
        if (!isPaused) Ask(turn);
    }

    public void Elapsed(Turn turn)
    {
        isPaused = false;
        Ask(turn);
    }

    private void Ask(Turn turn)
    {
        if (waiting is not { Count: > 0 }) return;
        if (Query.TryParse($"hash:{waiting.Peek()}", out var query, out _) && searches.Start(waiting.Peek(), query!, turn)) waiting.Dequeue();
        isPaused = true;
        turn.Wake(GnutellaTimers.Sources, QuestionMs);
    }
}
