namespace WebP2P.Protocols.Overlays.Napster;

/// <summary>Counts what the store answered.</summary>
internal sealed class IndexTally
{
    /// <summary>Answered searches.</summary>
    public MinuteRate Queries { get; } = new();

    /// <summary>Committed changes of libraries.</summary>
    public MinuteRate Names { get; } = new();

    public long AnswersCapped { get; private set; }

    public long NamesCommitted { get; private set; }

    public void Answered(Errand? errand, Answer answer, long nowMs)
    {
        if (errand is FindErrand) Queries.Add(nowMs);
        if (answer is FindAnswer { Complete: false }) AnswersCapped++;
        if (errand is not CommitErrand commit || answer is not CommitAnswer { Refusal: null }) return;
        Names.Add(nowMs, commit.Batch.Changes.Count);
        NamesCommitted += commit.Batch.Changes.Count;
    }
}
