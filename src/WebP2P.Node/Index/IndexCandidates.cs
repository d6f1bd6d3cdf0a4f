using System.Diagnostics;
using WebP2P.Node.Index.Memory;
using WebP2P.Protocols.Search;

namespace WebP2P.Node.Index;

/// <summary>
/// Names that may answer a query, each with the part of its score that the memory knows: all of it but what the text of the name gives. Looks
/// at rows in the order of the table, short names first, until there are enough.
/// </summary>
internal sealed class IndexCandidates(IndexMemory memory, NodeSet present, long wallUnixMs)
{
    /// <summary>Names with a source that is present.</summary>
    public const int PresentMax = 2_000;

    /// <summary>Rows that are looked at when somebody present was found; names whose sources have all left do not hide others.</summary>
    public const int RowsMax = 20_000;

    private static readonly TimeSpan Budget = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan BudgetWithoutAny = TimeSpan.FromMilliseconds(200);

    /// <summary>How often the clock is read.</summary>
    private const int RowsPerLook = 128;

    private readonly long startedAt = Stopwatch.GetTimestamp();
    private readonly StandingSum standing = new();
    private readonly List<(int Score, long NameId)> found = [];

    public long RowsLookedAt { get; private set; }

    public int Count => found.Count;

    /// <summary>The candidate that is the next best by what is known of it.</summary>
    public long this[int place] => found[place].NameId;

    /// <returns>False when a limit is reached: the row was not looked at.</returns>
    public bool TryLookAt(long nameId)
    {
        if (found.Count == PresentMax || (RowsLookedAt % RowsPerLook == 0 && RowsLookedAt > 0 && IsLate)) return false;
        RowsLookedAt++;
        var name = IndexNameId.NumberOf(nameId);
        if (!memory.IsPresent(name, present)) return true;
        var score = Ranking.LengthPoints(IndexNameId.LengthStepOf(nameId)) + Ranking.StandingPoints(StandingOf(memory.ContentOf(name)));
        found.Add((score, nameId));
        return true;
    }

    public Standing StandingOf(int content)
    {
        standing.Begin();
        memory.Visit(content, present, standing);
        return new Standing(standing.Nodes, standing.ModifiedUnixMs, wallUnixMs);
    }

    /// <summary>Best first, equal ones in the order of the table.</summary>
    public void Sort() => found.Sort((left, right) => left.Score != right.Score ? right.Score.CompareTo(left.Score) : left.NameId.CompareTo(right.NameId));

    public bool IsLate
    {
        get
        {
            var elapsed = Stopwatch.GetElapsedTime(startedAt);
            return found.Count > 0 ? elapsed > Budget || RowsLookedAt >= RowsMax : elapsed > BudgetWithoutAny;
        }
    }
}
