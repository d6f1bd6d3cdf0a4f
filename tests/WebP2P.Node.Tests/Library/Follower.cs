using WebP2P.Node.Library;
using WebP2P.Protocols.Content;
using WebP2P.Protocols.Overlays.Napster;

namespace WebP2P.Node.Tests.Library;

/// <summary>Does what an index server does with a library's changes: a file is its folder and name.</summary>
internal sealed class Follower(LibraryJournal journal)
{
    private LibraryVersion at = journal.Current;

    public Dictionary<string, ContentId> Files { get; } = [];

    public int Renumbered { get; private set; }

    /// <summary>Follows to the end; returns how many changes came.</summary>
    public async Task<int> FollowAsync(int changesMax)
    {
        var count = 0;
        while (at != journal.Current)
        {
            var answer = await journal.ChangesSinceAsync(new LibraryChanges(at.LibraryId, at.Version, changesMax));
            if (answer.LibraryId != at.LibraryId)
            {
                Renumbered++;
                Files.Clear();
            }
            Assert.Equal(answer.LibraryId == at.LibraryId ? at.Version : 0, answer.FromVersion);
            Assert.InRange(answer.Changes.Count, 0, changesMax);
            Assert.True(answer.ToVersion > answer.FromVersion);
            foreach (var change in answer.Changes) Apply(change);
            count += answer.Changes.Count;
            at = new LibraryVersion(answer.LibraryId, answer.ToVersion);
        }
        return count;
    }

    private void Apply(FileChange change)
    {
        var key = $"{change.File.Folder}/{change.File.Name}";
        Files.Remove(key);
        if (!change.Removed) Files.Add(key, change.File.Content);
    }
}
