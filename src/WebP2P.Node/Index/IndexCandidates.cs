using System.Diagnostics;
using WebP2P.Node.Index.Memory;
using WebP2P.Protocols.Search;

namespace WebP2P.Node.Index;

/// <summary>
/// Names that may answer a query, each with the part of its score that is known without its text: its length from its number, sources and age
/// from the memory. Rows come in the order of the table, short names first, until no later one can be among the best, or there are enough. Used
/// again for the next query.
/// </summary>
internal sealed class IndexCandidates(IndexMemory memory)
{
    /// <summary>Names with a source that is present.</summary>
    public const int PresentMax = 1_000;

    /// <summary>Rows that are looked at when somebody present was found; names whose sources have all left do not hide others.</summary>
    public const int RowsMax = 20_000;

    /// <summary>How often it is asked whether there is enough.</summary>
    private const int RowsPerLook = 128;

    /// <summary>Only a busy machine needs so long for the rows above.</summary>
    private static readonly TimeSpan Budget = TimeSpan.FromMilliseconds(50);

    private static readonly TimeSpan BudgetWithoutAny = TimeSpan.FromMilliseconds(200);

    private readonly NodeMarks marks = new();
    private readonly long[] nameIds = new long[PresentMax];
    private readonly long[] order = new long[PresentMax];
    private readonly int[] countOfScore = new int[Ranking.KnownPointsMax + 1];
    private NodeSet present;
    private long wallUnixMs;
    private int wanted;
    private int othersMax;
    private long startedAt;

    public long RowsLookedAt { get; private set; }

    public int Count { get; private set; }

    public bool IsLate
    {
        get
        {
            var elapsed = Stopwatch.GetElapsedTime(startedAt);
            return Count > 0 ? elapsed > Budget || RowsLookedAt >= RowsMax : elapsed > BudgetWithoutAny;
        }
    }

    /// <summary>The candidate that is the next best by what is known of it; after <see cref="Sort"/>.</summary>
    public long this[int place] => nameIds[(int)(uint)order[place]];

    /// <param name="query">May ask for what gives points that are not known yet.</param>
    /// <param name="namesWanted">How many of the best are needed.</param>
    public void Begin(Query query, NodeSet nodesPresent, long nowUnixMs, int namesWanted)
    {
        (present, wallUnixMs, wanted) = (nodesPresent, nowUnixMs, namesWanted);
        othersMax = Ranking.StandingPointsMax(Math.Min(present.CountMax, memory.FilesMost)) + Ranking.TextPointsMax(query);
        (RowsLookedAt, Count, startedAt) = (0, 0, Stopwatch.GetTimestamp());
        Array.Clear(countOfScore);
    }

    /// <returns>False when a limit is reached: the row was not looked at.</returns>
    public bool TryLookAt(long nameId)
    {
        if (RowsLookedAt++ % RowsPerLook == RowsPerLook - 1 && IsEnough(nameId)) return false;
        if (!memory.IsPresent(IndexNameId.NumberOf(nameId), present, marks, out var nodes, out var modifiedUnixMs)) return true;
        if (Count == PresentMax) return false;
        var score = Ranking.LengthPoints(IndexNameId.LengthStepOf(nameId)) + Ranking.StandingPoints(new Standing(nodes, modifiedUnixMs, wallUnixMs));
        countOfScore[score]++;
        order[Count] = (long)(Ranking.KnownPointsMax - score) << 32 | (uint)Count;
        nameIds[Count++] = nameId;
        return true;
    }

    /// <summary>What the content of the candidate gives by its sources and age.</summary>
    public int StandingPointsAt(int place) => Ranking.KnownPointsMax - (int)(order[place] >> 32) - Ranking.LengthPoints(IndexNameId.LengthStepOf(this[place]));

    /// <summary>Best first, equal ones in the order in which they were found.</summary>
    public void Sort() => order.AsSpan(0, Count).Sort();

    /// <summary>Whether as many as are wanted are better than this row and all that follow, whatever else these have.</summary>
    private bool IsEnough(long nameId)
    {
        if (IsLate) return true;
        var best = Ranking.LengthPoints(IndexNameId.LengthStepOf(nameId)) + othersMax;
        var better = 0;
        for (var score = best + 1; score < countOfScore.Length && better < wanted; score++) better += countOfScore[score];
        return better >= wanted;
    }
}
