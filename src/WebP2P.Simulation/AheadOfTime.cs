namespace WebP2P.Simulation;

/// <summary>
/// Shows the events of a bucket before their turn, as a pipeline: while one group of them is taken, the next is shown its last stage, the one after that
/// the stage before it, and so on, so that what a stage had brought to the cache has arrived when the next stage reads it.
/// </summary>
internal sealed class AheadOfTime(EventsAhead show)
{
    /// <summary>Events that are shown together.</summary>
    public const int Group = 4;

    private long shownMs = -1;

    /// <summary>The first event of the piece is the first of a group and is taken next.</summary>
    public void Show(EventChunk chunk)
    {
        var timeMs = chunk.Events[chunk.Start].TimeMs;
        if (timeMs != shownMs) Fill(chunk);
        shownMs = timeMs;
        for (var stage = 0; stage < ReadAhead.Stages; stage++) Show(stage, chunk, ReadAhead.Stages - stage);
    }

    /// <summary>The groups at the beginning of a bucket have missed the stages in which they would have been shown before.</summary>
    private void Fill(EventChunk chunk)
    {
        for (var stage = 0; stage < ReadAhead.Stages; stage++)
        {
            for (var group = 0; group < ReadAhead.Stages - stage; group++) Show(stage, chunk, group);
        }
    }

    private void Show(int stage, EventChunk chunk, int group)
    {
        var (piece, first) = (chunk, chunk.Start + group * Group);
        if (first >= EventChunk.EventsMax)
        {
            if (chunk.Next is not { } next) return;
            (piece, first) = (next, first - EventChunk.EventsMax);
        }
        var count = Math.Min(Group, piece.End - first);
        if (count > 0) show(stage, piece.Events.AsSpan(first, count));
    }
}
