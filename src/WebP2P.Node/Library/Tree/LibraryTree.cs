using System.Globalization;
using Microsoft.EntityFrameworkCore;
using WebP2P.Node.Control;
using WebP2P.Node.Storage;
using WebP2P.Node.Storage.Rows;
using WebP2P.Protocols;
using WebP2P.Protocols.Content;
using WebP2P.Protocols.Search;

namespace WebP2P.Node.Library.Tree;

/// <summary>Answers what lies in a folder of the own library, or what below it matches a query, a page at a time.</summary>
internal sealed class LibraryTree(LibraryStore store, FolderTrees folders, Duplicates duplicates) : ILibraryTree
{
    private const int LimitMax = 1_000;

    /// <summary>Rows that one page of a search looks at; the next page goes on behind them.</summary>
    internal const int SearchedRowsMax = 10_000;

    private const int ReadRows = 1_000;

    private static readonly Refusal ListChanged = new(RefusalKind.Invalid, "cursor-expired", "The library changed, and the place where the last page ended is gone. Search again.");

    /// <inheritdoc />
    public async Task<Outcome<Page<LibraryEntry>>> ListAsync(LibraryQuestion question, PageRequest page, CancellationToken cancellationToken)
    {
        var limit = Math.Clamp(page.Limit, 1, LimitMax);
        if (string.IsNullOrWhiteSpace(question.Query)) return await FolderAsync(question.Path, TreeCursor.Parse(page.Cursor), limit, cancellationToken);
        if (!Query.TryParse(question.Query, out var query, out var problem)) return new Refusal(RefusalKind.Invalid, "invalid-query", problem!.Message);
        return await SearchAsync(question.Path, query!, page.Cursor, limit, cancellationToken);
    }

    /// <inheritdoc />
    public Task<Page<Duplicate>> DuplicatesAsync(PageRequest page, CancellationToken cancellationToken) => duplicates.ListAsync(page, cancellationToken);

    private async Task<Page<LibraryEntry>> FolderAsync(string path, TreeCursor? cursor, int limit, CancellationToken cancellationToken)
    {
        List<LibraryEntry> entries = [];
        if (cursor is not { IsFile: true } && (await folders.CurrentAsync(cancellationToken)).Find(path) is { } folder)
        {
            var found = FolderTree.After(folder, cursor?.Name, limit + 1);
            entries.AddRange(found.Take(limit).Select(child => LibraryEntry.OfFolder(child.Name, path.Length == 0 ? child.Name : $"{path}/{child.Name}", child.Files, child.Bytes)));
            if (found.Count > limit) return new Page<LibraryEntry>(entries, new TreeCursor(false, entries[^1].Name, 0).ToString());
        }
        var files = await FilesAsync(path, cursor is { IsFile: true } ? cursor : null, limit - entries.Count + 1, cancellationToken);
        var taken = files.Take(limit - entries.Count).ToList();
        entries.AddRange(taken.Select(Entry));
        if (files.Count == taken.Count) return new Page<LibraryEntry>(entries, null);
        // A page full of folders goes on with the first file.
        return new Page<LibraryEntry>(entries, (taken.Count > 0 ? CursorOf(taken[^1]) : new TreeCursor(true, "", 0)).ToString());
    }

    private async Task<List<FileRow>> FilesAsync(string path, TreeCursor? cursor, int count, CancellationToken cancellationToken)
    {
        await using var context = await store.Contexts.CreateDbContextAsync(cancellationToken);
        var rows = Offered(context).Where(row => row.Folder == path);
#pragma warning disable CA1309 // The database compares, byte by byte.
        if (cursor is { } after) rows = rows.Where(row => string.Compare(row.Name, after.Name) > 0 || (row.Name == after.Name && row.Id > after.Id));
#pragma warning restore CA1309
        return await Shown(rows.OrderBy(row => row.Name).ThenBy(row => row.Id)).Take(count).ToListAsync(cancellationToken);
    }

    private async Task<Outcome<Page<LibraryEntry>>> SearchAsync(string path, Query query, string? after, int limit, CancellationToken cancellationToken)
    {
        List<LibraryEntry> entries = [];
        await using var context = await store.Contexts.CreateDbContextAsync(cancellationToken);
        FileRow? last = null;
        if (after is not null && (last = await LastAsync(context, after, cancellationToken)) is null) return ListChanged;
        for (var searched = 0; searched < SearchedRowsMax; searched += ReadRows)
        {
            var rows = await Shown(Below(context, path, last).OrderBy(row => row.Folder).ThenBy(row => row.Name).ThenBy(row => row.Id)).Take(ReadRows).ToListAsync(cancellationToken);
            foreach (var row in rows)
            {
                last = row;
                if (!Matches(query, row)) continue;
                entries.Add(Entry(row));
                if (entries.Count == limit) return new Page<LibraryEntry>(entries, Text(row.Id));
            }
            if (rows.Count < ReadRows) return new Page<LibraryEntry>(entries, null);
        }
        return new Page<LibraryEntry>(entries, Text(last!.Id));
    }

    /// <summary>The row a page of a search ended with: its place is too long for a cursor, its number is not.</summary>
    private static async Task<FileRow?> LastAsync(NodeDbContext context, string cursor, CancellationToken cancellationToken)
    {
        if (!long.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out var id)) return null;
        return await Shown(context.Files.IgnoreQueryFilters().AsNoTracking().Where(row => row.Id == id)).FirstOrDefaultAsync(cancellationToken);
    }

    private static string Text(long id) => id.ToString(CultureInfo.InvariantCulture);

    private static IQueryable<FileRow> Offered(NodeDbContext context) => context.Files.AsNoTracking().Where(row => row.ShareId != null && !row.Missing);

    private static IQueryable<FileRow> Below(NodeDbContext context, string path, FileRow? after)
    {
        var rows = Offered(context);
#pragma warning disable CA1309 // The database compares, byte by byte.
        if (path.Length > 0)
        {
            // '0' follows '/': between them lies all that begins with the folder and a slash.
            var (first, behind) = (path + '/', path + '0');
            rows = rows.Where(row => row.Folder == path || (string.Compare(row.Folder, first) >= 0 && string.Compare(row.Folder, behind) < 0));
        }
        if (after is null) return rows;
        return rows.Where(row => string.Compare(row.Folder, after.Folder) > 0
            || (row.Folder == after.Folder && (string.Compare(row.Name, after.Name) > 0 || (row.Name == after.Name && row.Id > after.Id))));
#pragma warning restore CA1309
    }

    /// <summary>Without layers, which may be megabytes.</summary>
    private static IQueryable<FileRow> Shown(IQueryable<FileRow> rows) => rows.Select(row => new FileRow
    {
        Id = row.Id,
        RelativePath = "",
        Name = row.Name,
        Folder = row.Folder,
        Size = row.Size,
        Hash = row.Hash,
        ModifiedUnixMs = row.ModifiedUnixMs,
    });

    /// <summary>Words may be those of its folders too.</summary>
    private static bool Matches(Query query, FileRow row) => LibraryMatch.Matches(query, row.Folder, row.Name, HashOf(row), row.Size);

    private static ContentHash? HashOf(FileRow row) => row.Hash is { } bytes ? new ContentHash(new Bytes32(bytes)) : null;

    private static LibraryEntry Entry(FileRow row) => LibraryEntry.OfFile(HashOf(row), row.Size, row.Name, row.Folder, DateTimeOffset.FromUnixTimeMilliseconds(row.ModifiedUnixMs));

    private static TreeCursor CursorOf(FileRow row) => new(true, row.Name, row.Id);
}
