using System.Globalization;
using Microsoft.EntityFrameworkCore;
using WebP2P.Node.Control;
using WebP2P.Protocols;
using WebP2P.Protocols.Content;

namespace WebP2P.Node.Library.Tree;

/// <summary>Finds contents that lie in the library more than once.</summary>
internal sealed class Duplicates(LibraryStore store)
{
    private const int LimitMax = 1_000;

    /// <summary>Paths that are shown of one content; <see cref="Duplicate.Copies"/> counts all.</summary>
    internal const int PathsMax = 20;

    public async Task<Page<Duplicate>> ListAsync(PageRequest page, CancellationToken cancellationToken)
    {
        var limit = Math.Clamp(page.Limit, 1, LimitMax);
        var start = int.TryParse(page.Cursor, NumberStyles.None, CultureInfo.InvariantCulture, out var place) ? place : 0;
        await using var context = await store.Contexts.CreateDbContextAsync(cancellationToken);
        var files = context.Files.AsNoTracking().Where(row => row.ShareId != null && !row.Missing && row.Hash != null && row.Complete);
        var groups = await files.GroupBy(row => new { row.Hash, row.Size })
            .Where(group => group.Count() > 1)
            .OrderByDescending(group => group.Key.Size * (group.LongCount() - 1)).ThenBy(group => group.Key.Hash).ThenBy(group => group.Key.Size)
            .Skip(start).Take(limit + 1)
            .Select(group => new { group.Key.Hash, group.Key.Size, Copies = group.LongCount() })
            .ToListAsync(cancellationToken);
        List<Duplicate> found = [];
        foreach (var group in groups.Take(limit))
        {
            var paths = await files.Where(row => row.Hash == group.Hash && row.Size == group.Size)
                .OrderBy(row => row.Folder).ThenBy(row => row.Name)
                .Take(PathsMax)
                .Select(row => row.Folder + "/" + row.Name)
                .ToListAsync(cancellationToken);
            found.Add(new Duplicate(new ContentHash(new Bytes32(group.Hash!)), group.Size, group.Copies, group.Size * (group.Copies - 1), paths));
        }
        return new Page<Duplicate>(found, groups.Count > limit ? (start + limit).ToString(CultureInfo.InvariantCulture) : null);
    }
}
