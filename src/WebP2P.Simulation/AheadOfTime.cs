using System.Runtime.CompilerServices;
using WebP2P.Protocols.Overlays;

namespace WebP2P.Simulation;

/// <summary>
/// Shows the events of a bucket before their turn, as a pipeline: while one group of them is taken, the next is shown its last stage, the one after that
/// the stage before it, and so on, so that what a stage had brought to the cache has arrived when the next stage reads it.
/// </summary>
internal sealed class AheadOfTime(EventsAhead show)
{
    /// <summary>Events that are shown together.</summary>
    public const int Group = 4;

    /// <summary>Of an array, before its first place.</summary>
    private const int HeaderBytes = 16;

    private long shownMs = -1;

    /// <summary>The first event of the piece is the first of a group and is taken next.</summary>
    public void Show(EventChunk chunk)
    {
        var timeMs = chunk.Events[chunk.Start].TimeMs;
        if (timeMs != shownMs) Fill(chunk);
        shownMs = timeMs;
        // The events themselves were written long ago, too.
        if (Find(chunk, ReadAhead.Stages + 2, out var first) is { } piece)
        {
            CacheLines.Fetch(piece.Events, HeaderBytes + first * Unsafe.SizeOf<SimulatedEvent>(), Group * Unsafe.SizeOf<SimulatedEvent>());
        }
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
        if (Find(chunk, group, out var first) is not { } piece) return;
        var count = Math.Min(Group, piece.End - first);
        if (count > 0) show(stage, piece.Events.AsSpan(first, count));
    }

    /// <summary>The piece in which a later group lies, and where; null when there is none.</summary>
    private static EventChunk? Find(EventChunk chunk, int group, out int first)
    {
        first = chunk.Start + group * Group;
        if (first < EventChunk.EventsMax) return chunk;
        first -= EventChunk.EventsMax;
        return chunk.Next;
    }
}
