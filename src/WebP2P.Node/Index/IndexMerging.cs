using Microsoft.Data.Sqlite;
using SQLitePCL;
using WebP2P.Node.Storage;

namespace WebP2P.Node.Index;

/// <summary>
/// Brings the words of many commits together when nobody registers: a word is then in one place instead of one for each of about 16 segments, and
/// queries of several words take two thirds of the time. In small steps, so that a commit that comes waits for one of them only.
/// </summary>
/// <param name="namesMin">Not before so many names came or went.</param>
internal sealed class IndexMerging(SqliteConnection connection, int namesMin) : IDisposable
{
    /// <summary>Of the index that must have changed: all of it is written anew.</summary>
    private const int Share = 8;

    /// <summary>Fewer changes say that nothing was left to do (SQLite FTS5, 6.8).</summary>
    private const int ChangesOfStep = 2;

    /// <summary>Negative: all segments become one. 1,000 pages take about a tenth of a second.</summary>
    private readonly SqliteStatement step = new(connection, "INSERT INTO NameTokens (NameTokens, rank) VALUES ('merge', -1000)");
    private long changedBefore, changedAtLook;
    private bool isMerging;

    /// <summary>Whether there is enough to merge and nothing came or went since the last look.</summary>
    /// <param name="changed">Names that came or went since the start.</param>
    /// <param name="names">Names that there are.</param>
    public bool IsDue(long changed, long names)
    {
        var isIdle = changed == changedAtLook;
        changedAtLook = changed;
        return isIdle && (isMerging || changed - changedBefore >= Math.Max(namesMin, names / Share));
    }

    public void Step()
    {
        var before = raw.sqlite3_total_changes(connection.Handle);
        step.Run();
        isMerging = raw.sqlite3_total_changes(connection.Handle) - before >= ChangesOfStep;
        if (!isMerging) changedBefore = changedAtLook;
    }

    public void Dispose() => step.Dispose();
}
