using Microsoft.EntityFrameworkCore;
using WebP2P.Node.Storage;
using WebP2P.Node.Storage.Rows;

namespace WebP2P.Node.Library;

/// <summary>What another name of a share does to its rows, in the transaction of the store.</summary>
internal static class ShareRename
{
    /// <summary>Numbers every file of the share as gone from its old folder and new in the other; false when they are more than removals are remembered.</summary>
    public static async Task<bool> TellAsync(NodeDbContext context, LibraryRow row, Guid share, CancellationToken cancellationToken)
    {
        var files = await context.Files.CountAsync(file => file.ShareId == share && file.Version > 0, cancellationToken);
        if (files > LibraryStore.TombstonesMax) return false;
        var (gone, added) = (row.Version, row.Version + files);
        await context.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO Tombstones (Version, Folder, Name, Size, Hash, ModifiedUnixMs, Complete)
            SELECT {gone} + ROW_NUMBER() OVER (ORDER BY Version), Folder, Name, Size, Hash, ModifiedUnixMs, Complete
            FROM Files WHERE ShareId = {share} AND Version > 0
            """,
            cancellationToken);
        await context.Database.ExecuteSqlAsync(
            $"""
            UPDATE Files SET Version = Numbered.Number
            FROM (SELECT Id, {added} + ROW_NUMBER() OVER (ORDER BY Version) AS Number FROM Files WHERE ShareId = {share} AND Version > 0) AS Numbered
            WHERE Numbered.Id = Files.Id
            """,
            cancellationToken);
        row.Version = added + files;
        return true;
    }

    /// <summary>Also of files that are hidden.</summary>
    public static Task MoveAsync(NodeDbContext context, Guid share, string from, string to, CancellationToken cancellationToken) =>
        context.Database.ExecuteSqlAsync($"UPDATE Files SET Folder = {to} || substr(Folder, length({from}) + 1) WHERE ShareId = {share}", cancellationToken);
}
