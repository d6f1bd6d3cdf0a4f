using WebP2P.Node.Control;

namespace WebP2P.Node.Transfers;

/// <summary>
/// Looks at the disks now and then: what the disk paused goes on when it can, and what no longer fits is paused before it fails half-way.
/// On the transfer loop; the disks are asked elsewhere, because a disk that hangs must not stop everything.
/// </summary>
internal sealed class DiskWatch(TransferServices services, Action<DownloadJob> healed)
{
    private bool isLooking;

    public void Look()
    {
        if (isLooking) return;
        var paused = services.Table.All.Where(job => job is { State: DownloadState.Paused, Row.PausedBy: (int)PausedBy.Disk } && job.Disk.IsDue(services.NowMs)).Select(Place.Of).ToList();
        var open = services.Table.All.Where(job => job is { IsActive: true, File: not null }).Select(Place.Of).ToList();
        if (paused.Count + open.Count == 0) return;
        isLooking = true;
        _ = LookAsync(paused, open);
    }

    private async Task LookAsync(List<Place> paused, List<Place> open)
    {
        var (ready, starved) = await Task.Run(() => (paused.Where(CanGoOn).ToList(), FirstStarved(open)));
        await services.Loop.PostAsync(() =>
        {
            isLooking = false;
            foreach (var place in ready) healed(place.Job);
            if (starved is { } found) found.Job.DiskFailed(found.Trouble);
        });
    }

    /// <summary>What a look cannot tell is tried: the failure then says why.</summary>
    private bool CanGoOn(Place place)
    {
        try
        {
            return place.Trouble?.Kind switch
            {
                DiskTroubleKind.Full => services.Room.Fits(place.Path, place.SizeBytes),
                DiskTroubleKind.ReadOnly or DiskTroubleKind.NotAllowed => services.Files.Calls.IsWritable(Path.GetDirectoryName(place.Path)!),
                DiskTroubleKind.Gone => place.MayBeginAnew || services.Files.Calls.Find(place.Path) is not null,
                _ => true,
            };
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>The newest goes first, one at a look: its room is then there for the others.</summary>
    private (DownloadJob Job, DiskTrouble Trouble)? FirstStarved(List<Place> open)
    {
        foreach (var place in Enumerable.Reverse(open))
        {
            try
            {
                if (services.Room.Overdrawn(place.Path, place.SizeBytes) is { } trouble) return (place.Job, trouble);
            }
            catch (IOException)
            {
                // The next write says what is wrong.
            }
        }
        return null;
    }

    private sealed record Place(DownloadJob Job, string Path, long SizeBytes, DiskTrouble? Trouble, bool MayBeginAnew)
    {
        public static Place Of(DownloadJob job) => new(job, job.Row.PartPath ?? job.Row.Path, job.Row.Size, job.Disk.Trouble, job.Disk.MayBeginAnew);
    }
}
