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
    public const int PresentMax = 700;

    /// <summary>Rows that are looked at when somebody present was found; names whose sources have all left do not hide others.</summary>
    public const int RowsMax = 20_000;

    /// <summary>Rows that are looked at together.</summary>
    public const int RowsPerLook = 64;

    /// <summary>So many rows for one of several words, then it is seen whether many of them have the others.</summary>
    private const int RowsOfOneWord = 1_024;

    /// <summary>Who has looked at so many goes on, and is content with fewer names.</summary>
    private const int RowsOfOneWordMax = 2_048;

    private const int NamesOfOneWord = 100;

    /// <summary>What finding one name by all words may cost, in rows of one word.</summary>
    private const int RowsPerName = 64;

    /// <summary>Only a busy machine needs so long for the rows above.</summary>
    private static readonly TimeSpan Budget = TimeSpan.FromMilliseconds(50);

    private static readonly TimeSpan BudgetWithoutAny = TimeSpan.FromMilliseconds(200);

    private readonly NodeMarks marks = new();
    private readonly long[] nameIds = new long[PresentMax];
    private readonly long[] order = new long[PresentMax];
    private readonly int[] countOfScore = new int[Ranking.KnownPointsMax + 1];
    private IndexSearch search = null!;
    private ulong wordMarks;
    private int othersMax;
    private long startedAt;

    public long RowsLookedAt { get; private set; }

    public int Count { get; private set; }

    /// <summary>One word of several was asked for, and hardly any names with it have the others too: asking for all of them is faster.</summary>
    public bool IsPoor { get; private set; }

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

    public void Begin(IndexSearch asked)
    {
        search = asked;
        wordMarks = WordMarks.Of(asked.Query.Words);
        othersMax = Ranking.StandingPointsMax(Math.Min(asked.Present.CountMax, memory.FilesMost)) + asked.TextPointsMax;
        (RowsLookedAt, Count, IsPoor, startedAt) = (0, 0, false, Stopwatch.GetTimestamp());
        Array.Clear(countOfScore);
    }

    /// <summary>Takes those that may answer.</summary>
    /// <param name="rows">Names in the order of the table; their places are used for others.</param>
    /// <returns>False when there is no room for one of them.</returns>
    public bool TryTake(Span<long> rows)
    {
        RowsLookedAt += rows.Length;
        foreach (var nameId in rows[..memory.Sift(rows, wordMarks)])
            if (!TryTake(nameId)) return false;
        return true;
    }

    /// <summary>Whether as many as are wanted are better than this row and all that follow, whatever else these have.</summary>
    public bool IsEnough(long nameId)
    {
        if (IsLate || (search.OnlyWord is not null && IsEnoughOfOneWord())) return true;
        var best = Ranking.LengthPoints(IndexNameId.LengthStepOf(nameId)) + othersMax;
        var better = 0;
        for (var score = best + 1; score < countOfScore.Length && better < search.NamesMin; score++) better += countOfScore[score];
        return better >= search.NamesMin;
    }

    /// <summary>What is known of the candidate's score.</summary>
    public int KnownPointsAt(int place) => Ranking.KnownPointsMax - (int)(order[place] >> 32);

    /// <summary>What the content of the candidate gives by its sources and age.</summary>
    public int StandingPointsAt(int place) => KnownPointsAt(place) - Ranking.LengthPoints(IndexNameId.LengthStepOf(this[place]));

    /// <summary>Best first, equal ones in the order in which they were found.</summary>
    public void Sort() => order.AsSpan(0, Count).Sort();

    private bool IsEnoughOfOneWord()
    {
        if (RowsLookedAt >= RowsOfOneWordMax) return Count >= NamesOfOneWord;
        return IsPoor = RowsLookedAt >= RowsOfOneWord && Count * RowsPerName < RowsLookedAt;
    }

    private bool TryTake(long nameId)
    {
        if (!memory.IsPresent(IndexNameId.NumberOf(nameId), search.Present, marks, out var nodes, out var modifiedUnixMs)) return true;
        if (Count == PresentMax) return false;
        var score = Ranking.LengthPoints(IndexNameId.LengthStepOf(nameId)) + Ranking.StandingPoints(new Standing(nodes, modifiedUnixMs, search.WallUnixMs));
        countOfScore[score]++;
        order[Count] = (long)(Ranking.KnownPointsMax - score) << 32 | (uint)Count;
        nameIds[Count++] = nameId;
        return true;
    }
}
