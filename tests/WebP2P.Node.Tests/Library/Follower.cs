using WebP2P.Node.Library;
using WebP2P.Protocols.Overlays.Napster;
using WebP2P.Protocols.Search;

namespace WebP2P.Node.Tests.Library;

/// <summary>Does what an index server does with a library's changes: a file is its folder and name, and what the journal cannot tell is compared.</summary>
internal sealed class Follower(LibraryJournal journal)
{
    private LibraryVersion at = journal.Current;

    public Dictionary<string, FileEntry> Files { get; } = [];

    public int Compared { get; private set; }

    /// <summary>Follows to the end; returns how many changes and files came.</summary>
    public async Task<int> FollowAsync(int changesMax)
    {
        var count = 0;
        while (at != journal.Current)
        {
            var answer = await journal.ChangesSinceAsync(new LibraryChanges(at.LibraryId, at.Version, changesMax));
            if (answer.LibraryId != at.LibraryId || answer.IsForgotten)
            {
                count += await CompareAsync(changesMax);
                continue;
            }
            Assert.Equal(at.Version, answer.FromVersion);
            Assert.InRange(answer.Changes.Count, 0, changesMax);
            Assert.True(answer.ToVersion > answer.FromVersion);
            foreach (var change in answer.Changes) Apply(change);
            count += answer.Changes.Count;
            at = new LibraryVersion(answer.LibraryId, answer.ToVersion);
        }
        return count;
    }

    private async Task<int> CompareAsync(int filesMax)
    {
        Compared++;
        var own = (LibraryDigestsAnswer)await journal.AnswerAsync(new LibraryDigests());
        var walk = new Replaced(own.Digests.Differing(BucketDigests.Of(Files.Values)));
        var count = 0;
        for (var after = -1L; walk.Buckets.Count > 0 && after < FilePlace.Last;)
        {
            var part = (LibraryBucketRowsAnswer)await journal.AnswerAsync(new LibraryBucketRows(own.LibraryId, walk.Buckets, after, filesMax));
            foreach (var (key, file) in Files.ToList())
            {
                if (walk.Holds(file, after, part.ThroughPlace)) Files.Remove(key);
            }
            foreach (var file in part.Files) Apply(new FileChange(Removed: false, file));
            count += part.Files.Count;
            after = part.ThroughPlace;
        }
        at = new LibraryVersion(own.LibraryId, own.Version);
        return count;
    }

    private void Apply(FileChange change)
    {
        var key = $"{change.File.Folder}/{change.File.Name}";
        Files.Remove(key);
        if (!change.Removed) Files.Add(key, change.File);
    }

    private sealed record Replaced(IReadOnlyList<int> Buckets)
    {
        public bool Holds(FileEntry file, long after, long through)
        {
            var place = FilePlace.Of(file.Folder, file.Name);
            return place > after && place <= through && Buckets.Contains(FilePlace.BucketOf(place));
        }
    }
}
