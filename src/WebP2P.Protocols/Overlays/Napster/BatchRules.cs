namespace WebP2P.Protocols.Overlays.Napster;

/// <summary>What an index server asks of a batch before it reaches the store.</summary>
internal sealed class BatchRules(IndexServerOptions options)
{
    /// <summary>Why a batch is refused, for the counters and in a sentence; null when it is not.</summary>
    public (DropReason Reason, string Sentence)? Problem(IndexPeer peer, RegisterBatch batch)
    {
        if (batch.LibraryId != peer.LibraryId || (batch.Repair is null && batch.FromVersion != peer.NextFrom))
            return (DropReason.Unexpected, $"A batch from version {batch.FromVersion} does not follow version {peer.NextFrom}.");
        if (batch.Changes.Count > RegisterBatch.ChangesMax)
            return (DropReason.Malformed, $"A batch has at most {RegisterBatch.ChangesMax} changes.");
        foreach (var change in batch.Changes)
        {
            if (OfferedFile.Problem(change.File) is { } problem) return Sentence(problem);
        }
        if (peer.Repair?.Problem(batch) is { } reason)
            return (reason, "A batch that replaces buckets is not the next part of them.");
        if (peer.OnTheWay >= RegisterBatch.UnacknowledgedMax)
            return (DropReason.LimitReached, $"At most {RegisterBatch.UnacknowledgedMax} batches may be on the way unacknowledged.");
        if (peer.Files + peer.FilesOnTheWay + More(batch) > options.FilesPerNodeMax)
            return (DropReason.TooManyFiles, $"A node may register at most {options.FilesPerNodeMax} files.");
        return null;
    }

    /// <summary>By how many rows a node has more after a batch, if it removes what was there; what a repair replaces is counted when it is committed.</summary>
    public static int More(RegisterBatch batch) => batch.Repair is null ? batch.Changes.Sum(change => change.Removed ? -1 : 1) : 0;

    /// <summary>Of several changes of one file the last one stands; <paramref name="repeated"/> is how many additions were needless.</summary>
    public static RegisterBatch WithoutRepeats(RegisterBatch batch, out int repeated)
    {
        HashSet<(string Folder, string Name)> seen = [], added = [];
        List<FileChange> kept = [];
        repeated = 0;
        for (var at = batch.Changes.Count - 1; at >= 0; at--)
        {
            var place = (batch.Changes[at].File.Folder, batch.Changes[at].File.Name);
            if (!batch.Changes[at].Removed && !added.Add(place)) repeated++;
            if (seen.Add(place)) kept.Add(batch.Changes[at]);
        }
        if (repeated == 0) return batch;
        kept.Reverse();
        return batch with { Changes = kept };
    }

    private static (DropReason Reason, string Sentence) Sentence(OfferProblem problem) => problem == OfferProblem.Size
        ? (DropReason.Malformed, "A file of this size cannot be registered.")
        : (DropReason.BadName, $"A name of at most {IndexServerOptions.NameBytesMax} bytes and a folder inside a share are needed.");
}
