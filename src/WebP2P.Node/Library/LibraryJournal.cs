using Microsoft.EntityFrameworkCore;
using WebP2P.Node.Storage;
using WebP2P.Protocols;
using WebP2P.Protocols.Content;
using WebP2P.Protocols.Overlays;
using WebP2P.Protocols.Overlays.Napster;
using WebP2P.Protocols.Search;

namespace WebP2P.Node.Library;

/// <summary>The numbered changes of the own library, as an index server is told of them.</summary>
public sealed class LibraryJournal
{
    private readonly LibraryStore store;
    private readonly LibraryBuckets buckets;

    internal LibraryJournal(LibraryStore store)
    {
        this.store = store;
        buckets = new LibraryBuckets(store);
        store.Changed += version => Changed?.Invoke(version);
    }

    /// <summary>After every commit, on the thread that made it: the handler only enqueues.</summary>
    public event Action<LibraryVersion>? Changed;

    /// <summary>As last committed.</summary>
    public LibraryVersion Current => store.Current;

    /// <summary>Answers what a client machine asks of its library.</summary>
    public async Task<Answer> AnswerAsync(Question question, CancellationToken cancellationToken = default) => question switch
    {
        LibraryChanges changes => await ChangesSinceAsync(changes, cancellationToken),
        LibraryDigests => await buckets.DigestsAsync(cancellationToken),
        LibraryBucketRows rows => await buckets.RowsAsync(rows, cancellationToken),
        _ => new AnswerFailed($"{question.GetType().Name} is not for a library."),
    };

    /// <summary>
    /// Files that were added and removed after a version, in order; when that cannot be told any more, the answer says so.
    /// A question about another library is answered with the first changes of this one.
    /// </summary>
    public async Task<LibraryChangesAnswer> ChangesSinceAsync(LibraryChanges question, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            var now = store.Current;
            var since = question.LibraryId == now.LibraryId ? question.SinceVersion : 0;
            if (CannotTell(since, now)) return new LibraryChangesAnswer(now.LibraryId, since, since, now.Version, []) { IsForgotten = true };
            var answer = await ReadAsync(now, since, Math.Clamp(question.ChangesMax, 1, RegisterBatch.ChangesMax), cancellationToken);
            // A commit may have forgotten removals, or a renumbering begun, while the rows were read.
            if (store.Current.LibraryId == now.LibraryId && since >= store.ForgottenVersion) return answer;
        }
    }

    /// <summary>Files that are there, numbered after one version up to another, in order: for somebody who has none yet.</summary>
    internal async Task<LibraryChangesAnswer> FilesAsync(LibraryVersion until, long since, int filesMax, CancellationToken cancellationToken)
    {
        await using var context = await store.Contexts.CreateDbContextAsync(cancellationToken);
        var files = await AddedAsync(context, since, until.Version, filesMax, cancellationToken);
        var isCut = files.Count > filesMax;
        if (isCut) files.RemoveRange(filesMax, files.Count - filesMax);
        return new LibraryChangesAnswer(until.LibraryId, since, isCut ? files[^1].Version : until.Version, until.Version, [.. files.Select(file => file.Change).Where(change => OfferedFile.Problem(change.File) is null)]);
    }

    private bool CannotTell(long since, LibraryVersion now) => since < store.ForgottenVersion || since > now.Version;

    private async Task<LibraryChangesAnswer> ReadAsync(LibraryVersion now, long since, int changesMax, CancellationToken cancellationToken)
    {
        await using var context = await store.Contexts.CreateDbContextAsync(cancellationToken);
        var changes = await AddedAsync(context, since, now.Version, changesMax, cancellationToken);
        changes.AddRange(await RemovedAsync(context, since, now.Version, changesMax, cancellationToken));
        changes.Sort((left, right) => left.Version.CompareTo(right.Version));
        var isCut = changes.Count > changesMax;
        if (isCut) changes.RemoveRange(changesMax, changes.Count - changesMax);
        return new LibraryChangesAnswer(now.LibraryId, since, isCut ? changes[^1].Version : now.Version, now.Version, [.. changes.Select(change => change.Change).Where(change => OfferedFile.Problem(change.File) is null)]);
    }

    /// <summary>One more than asked, so that a cut is seen.</summary>
    private static async Task<List<(long Version, FileChange Change)>> AddedAsync(NodeDbContext context, long since, long until, int changesMax, CancellationToken cancellationToken)
    {
        var rows = await context.Files.Where(row => row.Version > since && row.Version <= until)
            .OrderBy(row => row.Version)
            .Take(changesMax + 1)
            .Select(row => new { row.Version, row.Folder, row.Name, row.Size, row.Hash, row.ModifiedUnixMs, row.Complete })
            .ToListAsync(cancellationToken);
        return [.. rows.Select(row => (row.Version, new FileChange(false, Entry(row.Hash!, row.Size, row.Folder, row.Name, row.ModifiedUnixMs, row.Complete))))];
    }

    private static async Task<List<(long Version, FileChange Change)>> RemovedAsync(NodeDbContext context, long since, long until, int changesMax, CancellationToken cancellationToken)
    {
        var rows = await context.Tombstones.AsNoTracking().Where(row => row.Version > since && row.Version <= until)
            .OrderBy(row => row.Version)
            .Take(changesMax + 1)
            .ToListAsync(cancellationToken);
        return [.. rows.Select(row => (row.Version, new FileChange(true, Entry(row.Hash, row.Size, row.Folder, row.Name, row.ModifiedUnixMs, row.Complete))))];
    }

    private static FileEntry Entry(byte[] hash, long size, string folder, string name, long modifiedUnixMs, bool complete) =>
        new(new ContentId(new ContentHash(new Bytes32(hash)), size), folder, name, modifiedUnixMs, complete);
}
