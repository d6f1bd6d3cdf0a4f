using WebP2P.Node.Control;

namespace WebP2P.Host.Components.Lists;

/// <summary>A list that the node hands out page by page, read as far as somebody scrolled.</summary>
public sealed class CursorList<T>(Func<PageRequest, Task<Page<T>>> read)
{
    /// <summary>Rows of one page.</summary>
    public const int PageRows = 100;

    /// <summary>Most rows kept for one reader; beyond them a narrower question helps more than scrolling.</summary>
    public const int RowsMax = 5_000;

    /// <summary>Pages in a row that may hold nothing: whoever hands them out may never come to an end.</summary>
    public const int EmptyPagesMax = 100;

    private readonly List<T> rows = [];
    private Task last = Task.CompletedTask;
    private string? cursor;
    private bool isWhole;
    private int emptyPages;

    /// <summary>Rows from a place; the total grows while there is more to read.</summary>
    public async ValueTask<LiveListPage<T>> ProvideAsync(int start, int count)
    {
        var mine = ReadUntilAsync(last, Math.Max(1, start + count));
        last = mine;
        await mine;
        return LiveListPage.Slice(rows, start, count) with { Total = rows.Count + (isWhole ? 0 : PageRows) };
    }

    // One reader at a time, because a cursor is good for one page.
    private async Task ReadUntilAsync(Task before, int rowsWanted)
    {
        await Task.WhenAny(before);
        while (!isWhole && rows.Count < rowsWanted)
        {
            var page = await read(new PageRequest(cursor, PageRows));
            rows.AddRange(page.Items);
            cursor = page.NextCursor;
            emptyPages = page.Items.Count == 0 ? emptyPages + 1 : 0;
            isWhole = cursor is null || rows.Count >= RowsMax || emptyPages == EmptyPagesMax;
        }
    }
}
