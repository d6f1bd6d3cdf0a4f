using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using WebP2P.Node.Storage.Rows;
using WebP2P.Protocols;
using WebP2P.Protocols.Content;
using WebP2P.Protocols.Overlays.Napster;
using WebP2P.Protocols.Search;

namespace WebP2P.Node.Library;

/// <summary>
/// The own files by place, for an index that does not know what changed. Where which row stands is read once for a comparison and kept until its
/// last file is told; the files themselves are read when they are asked for.
/// </summary>
internal sealed class LibraryBuckets(LibraryStore store)
{
    /// <param name="Places">Rising.</param>
    /// <param name="Ids">Of the row at each place.</param>
    private sealed record PlacedRows(UInt128 LibraryId, long[] Places, long[] Ids);

    private sealed record RegisteredFile(long Id, byte[] Hash, long Size, string Folder, string Name, long ModifiedUnixMs, bool Complete)
    {
        public FileEntry Entry => new(new ContentId(new ContentHash(new Bytes32(Hash)), Size), Folder, Name, ModifiedUnixMs, Complete);
    }

    private PlacedRows? placed;

    /// <summary>Digests of all files, with the version that they belong to.</summary>
    public async Task<LibraryDigestsAnswer> DigestsAsync(CancellationToken cancellationToken)
    {
        await using var context = await store.Contexts.CreateDbContextAsync(cancellationToken);
        await context.Database.OpenConnectionAsync(cancellationToken);
        // Version and files are those of one moment, and nobody waits to write.
        await using var transaction = ((SqliteConnection)context.Database.GetDbConnection()).BeginTransaction(deferred: true);
        await context.Database.UseTransactionAsync(transaction, cancellationToken);
        var version = LibraryVersion.Of(await context.Library.AsNoTracking().SingleAsync(cancellationToken));
        var sum = new BucketDigests.Sum();
        Dictionary<long, long> rows = [];
        await foreach (var file in Registered(context.Files.OrderByDescending(row => row.Version)).AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            var entry = file.Entry;
            var place = FilePlace.Of(entry.Folder, entry.Name);
            // Of two files at one place an index has the newer one.
            if (OfferedFile.Problem(entry) is null && rows.TryAdd(place, file.Id)) sum.Add(entry, place);
        }
        placed = Sorted(version.LibraryId, rows);
        return new LibraryDigestsAnswer(version.LibraryId, version.Version, sum.Digests());
    }

    /// <summary>The next files of some buckets. Those that changed after the comparison are left out: the journal tells of them.</summary>
    public async Task<LibraryBucketRowsAnswer> RowsAsync(LibraryBucketRows question, CancellationToken cancellationToken)
    {
        if (placed is not { } known || known.LibraryId != question.LibraryId)
        {
            await DigestsAsync(cancellationToken);
            known = placed!;
        }
        var next = Next(known, question, out var through);
        if (through == FilePlace.Last) placed = null;
        await using var context = await store.Contexts.CreateDbContextAsync(cancellationToken);
        var ids = next.Keys.ToList();
        var found = await Registered(context.Files.Where(row => ids.Contains(row.Id))).ToListAsync(cancellationToken);
        var files = found.Select(file => (file.Id, file.Entry)).Where(file => FilePlace.Of(file.Entry.Folder, file.Entry.Name) == next[file.Id])
            .OrderBy(file => next[file.Id]).Select(file => file.Entry);
        return new LibraryBucketRowsAnswer(known.LibraryId, [.. files], through);
    }

    /// <summary>What is told to an index: nothing that has no number.</summary>
    private static IQueryable<RegisteredFile> Registered(IQueryable<FileRow> files) => files.AsNoTracking().Where(row => row.Version > 0 && row.Hash != null)
        .Select(row => new RegisteredFile(row.Id, row.Hash!, row.Size, row.Folder, row.Name, row.ModifiedUnixMs, row.Complete));

    private static PlacedRows Sorted(UInt128 libraryId, Dictionary<long, long> rows)
    {
        var (places, ids) = (rows.Keys.ToArray(), rows.Values.ToArray());
        Array.Sort(places, ids);
        return new PlacedRows(libraryId, places, ids);
    }

    /// <returns>Place by row id.</returns>
    private static Dictionary<long, long> Next(PlacedRows known, LibraryBucketRows question, out long through)
    {
        Dictionary<long, long> next = [];
        through = FilePlace.Last;
        foreach (var bucket in question.Buckets)
        {
            var span = FilePlace.SpanOf(bucket);
            var at = Array.BinarySearch(known.Places, Math.Max(span.First, question.AfterPlace + 1));
            for (at = at < 0 ? ~at : at; at < known.Places.Length && known.Places[at] <= span.Last; at++)
            {
                if (next.Count == question.FilesMax) return next;
                next.Add(known.Ids[at], through = known.Places[at]);
            }
        }
        through = FilePlace.Last;
        return next;
    }
}
