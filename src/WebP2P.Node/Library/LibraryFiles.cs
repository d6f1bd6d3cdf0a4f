using System.Globalization;
using Microsoft.EntityFrameworkCore;
using WebP2P.Node.Control;
using WebP2P.Node.Storage;
using WebP2P.Protocols;
using WebP2P.Protocols.Content;

namespace WebP2P.Node.Library;

/// <summary>Lists the library for its owner.</summary>
internal sealed class LibraryFiles(IDbContextFactory<NodeDbContext> contexts)
{
    private const int LimitMax = 1_000;
    private const string LikeEscape = "\\";

    /// <summary>By name; a query's words must all be in the path.</summary>
    public async Task<Page<LibraryFile>> ListAsync(string? query, Guid? share, PageRequest page, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = context.Files.AsNoTracking().Where(row => row.ShareId != null);
        if (share is { } id) rows = rows.Where(row => row.ShareId == id);
        foreach (var pattern in (query ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Take(8).Select(Pattern))
            rows = rows.Where(row => EF.Functions.Like(row.RelativePath, pattern, LikeEscape));
        if (TryCursor(page.Cursor, out var name, out var after))
#pragma warning disable CA1309 // The database compares, byte by byte.
            rows = rows.Where(row => string.Compare(row.Name, name) > 0 || (row.Name == name && row.Id > after));
#pragma warning restore CA1309
        var limit = Math.Clamp(page.Limit, 1, LimitMax);
        var found = await rows.OrderBy(row => row.Name).ThenBy(row => row.Id).Take(limit + 1)
            .Select(row => new { row.Id, row.Hash, row.Size, row.Name, row.Folder, row.Kind, row.ModifiedUnixMs, row.ShareId })
            .ToListAsync(cancellationToken);
        var items = found.Take(limit).Select(row => new LibraryFile(HashOf(row.Hash), row.Size, row.Name, $"{row.Folder}/{row.Name}", row.Kind, DateTimeOffset.FromUnixTimeMilliseconds(row.ModifiedUnixMs), row.ShareId!.Value)).ToList();
        return new Page<LibraryFile>(items, found.Count > limit ? Cursor(found[limit - 1].Name, found[limit - 1].Id) : null);
    }

    public async Task<IReadOnlyList<ContentView>> ContentsAsync(ContentHash hash, CancellationToken cancellationToken)
    {
        var bytes = hash.Value.ToArray();
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var files = await context.Files.Where(row => row.Hash == bytes && !row.Missing).Select(row => new { row.Size, row.Name, Place = row.Complete ? row.Folder + "/" + row.Name : null, Local = row.Complete ? LocalState.Complete : LocalState.Partial }).ToListAsync(cancellationToken);
        var downloads = await context.Downloads.Where(row => row.Hash == bytes && row.CompletedUnixMs == null).Select(row => new { row.Size, row.Name, Place = (string?)null, Local = LocalState.Partial }).ToListAsync(cancellationToken);
        return [.. files.Concat(downloads).GroupBy(row => row.Size).OrderBy(group => group.Key)
            .Select(group => new ContentView(hash, group.Key, [.. group.Select(row => row.Name).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)], group.Max(row => row.Local))
            {
                Places = [.. group.Select(row => row.Place).OfType<string>().Order(StringComparer.Ordinal)],
            })];
    }

    private static ContentHash HashOf(byte[]? bytes) => bytes is null ? default : new ContentHash(new Bytes32(bytes));

    private static string Pattern(string word) =>
        $"%{word.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal)}%";

    private static string Cursor(string name, long id) => string.Create(CultureInfo.InvariantCulture, $"{id}-{Uri.EscapeDataString(name)}");

    /// <summary>A cursor that was not made here begins at the start.</summary>
    private static bool TryCursor(string? cursor, out string name, out long id)
    {
        (name, id) = ("", 0);
        var dash = cursor?.IndexOf('-', StringComparison.Ordinal) ?? -1;
        if (dash <= 0 || !long.TryParse(cursor.AsSpan(0, dash), NumberStyles.None, CultureInfo.InvariantCulture, out id)) return false;
        name = Uri.UnescapeDataString(cursor![(dash + 1)..]);
        return true;
    }
}
