using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Search;

namespace WebP2P.Protocols.Overlays.Napster;

/// <summary>
/// Brings the index to the version of the own library: asks where it stands, then sends what follows in numbered batches, of which few are
/// unacknowledged. Where the journal cannot tell what follows, digests are compared and the buckets that differ are sent.
/// </summary>
internal sealed class Registration(NapsterOptions options)
{
    private enum Phase { Idle, Asked, Comparing, Repairing, Sending, Refused }

    /// <param name="Moves">The index stands at the version when it has committed this batch.</param>
    private readonly record struct SentBatch(long Version, bool Moves);

    private readonly Queue<SentBatch> onTheWay = [];
    private readonly GrowingPause refusals = new(options.RefusedRetryFirstMs, options.RefusedRetryMs);
    private Phase phase;
    private NodeId? server;
    private LibraryChanged? library;
    private long sent;

    /// <summary>Numbers up to here were given before this node started or by it since; an index that has more got them from a library that is no more.</summary>
    private long vouched;
    private long? compared;
    private BucketWalk? walk;
    private Ticket? open;
    private long tickets;
    private int changesMax = options.ChangesMax;

    /// <summary>The index took something since it was last asked, or needs nothing.</summary>
    public bool IsAccepted { get; private set; }

    public void Changed(LibraryChanged newest, Turn turn)
    {
        var isOther = library?.LibraryId != newest.LibraryId;
        library = newest;
        if (isOther) vouched = newest.Version;
        if (server is null) return;
        if (isOther || phase == Phase.Idle) Ask(turn);
        else if (phase == Phase.Sending) Continue(turn);
    }

    public void Begin(NodeId newServer, Turn turn)
    {
        server = newServer;
        changesMax = options.ChangesMax;
        refusals.Reset();
        if (library is not null) Ask(turn);
    }

    public void End(Turn turn)
    {
        server = null;
        Stop(Phase.Idle, turn);
        turn.Wake(NapsterTimers.RegisterAgain, -1);
    }

    public DropReason? Resume(RegisterResume resume, Turn turn)
    {
        if (phase != Phase.Asked || library!.LibraryId != resume.LibraryId || resume.CommittedVersion < 0) return DropReason.Unexpected;
        // Rows under no number are of another library, or of a comparison that did not end.
        if (resume.CommittedVersion > vouched || (resume.CommittedVersion == 0 && resume.Files > 0))
        {
            Compare(turn);
            return null;
        }
        phase = Phase.Sending;
        sent = resume.CommittedVersion;
        IsAccepted = sent >= library.Version;
        Note(sent, turn);
        Progress(turn);
        return null;
    }

    public DropReason? Differing(RegisterDiffering differing, Turn turn)
    {
        if (phase != Phase.Comparing || library!.LibraryId != differing.LibraryId || compared != differing.Version) return DropReason.Unexpected;
        if (!BucketWalk.IsRising(differing.Buckets)) return DropReason.Malformed;
        phase = Phase.Repairing;
        walk = new BucketWalk(differing.Version, differing.Buckets);
        turn.Wake(NapsterTimers.Registration, -1);
        if (walk.Buckets.Count == 0) SendFiles([], FilePlace.Last, turn);
        else Continue(turn);
        return null;
    }

    public DropReason? Committed(RegisterCommitted message, Turn turn)
    {
        if (phase is not (Phase.Repairing or Phase.Sending) || library!.LibraryId != message.LibraryId) return DropReason.Unexpected;
        if (onTheWay.Count == 0 || onTheWay.Peek().Version != message.Version) return DropReason.Unexpected;
        if (onTheWay.Dequeue().Moves) Note(message.Version, turn);
        IsAccepted = true;
        refusals.Reset();
        Progress(turn);
        return null;
    }

    /// <summary>True when the refusal is about what was sent.</summary>
    public bool Refused(RegisterRefused refusal, Turn turn)
    {
        if (phase is Phase.Idle or Phase.Refused || library!.LibraryId != refusal.LibraryId) return false;
        Stop(Phase.Refused, turn);
        turn.Wake(NapsterTimers.RegisterAgain, refusals.NextMs(turn.Dice));
        return true;
    }

    public void Again(Turn turn)
    {
        if (server is null || library is null) return;
        if (phase == Phase.Refused) Ask(turn);
        else if (phase == Phase.Comparing && compared is null) Compare(turn);
        else if (phase is Phase.Repairing or Phase.Sending) Continue(turn);
    }

    public void Answered(Ticket ticket, Answer answer, Turn turn)
    {
        if (open != ticket) return;
        open = null;
        switch (answer)
        {
            case LibraryChangesAnswer changes when changes.LibraryId != library!.LibraryId: Changed(new LibraryChanged(changes.LibraryId, changes.Version), turn); break;
            case LibraryChangesAnswer { IsForgotten: true } when onTheWay.Count == 0: Compare(turn); break;
            case LibraryChangesAnswer { IsForgotten: true }: Ask(turn); break;
            case LibraryChangesAnswer changes when changes.FromVersion == sent && changes.ToVersion > sent: Send(changes, turn); break;
            case LibraryDigestsAnswer digests: Tell(digests, turn); break;
            case LibraryBucketRowsAnswer rows when rows.LibraryId == library!.LibraryId && rows.ThroughPlace > walk!.After: SendFiles(rows.Files, rows.ThroughPlace, turn); break;
            default: turn.Wake(NapsterTimers.RegisterAgain, options.RefusedRetryMs); break;
        }
    }

    private void Ask(Turn turn)
    {
        Stop(Phase.Asked, turn);
        IsAccepted = false;
        turn.Send(server!.Value, new Header(MessageId.Draw(turn.Dice)), new Register(library!.LibraryId, library.Version));
        turn.Wake(NapsterTimers.Registration, options.RegistrationTimeoutMs);
    }

    private void Compare(Turn turn)
    {
        Stop(Phase.Comparing, turn);
        AskLibrary(new LibraryDigests(), turn);
    }

    private void Tell(LibraryDigestsAnswer digests, Turn turn)
    {
        if (digests.LibraryId != library!.LibraryId)
        {
            Changed(new LibraryChanged(digests.LibraryId, digests.Version), turn);
            return;
        }
        compared = digests.Version;
        turn.Send(server!.Value, new Header(MessageId.Draw(turn.Dice)), new RegisterDigests(digests.LibraryId, digests.Version, digests.Digests));
        turn.Wake(NapsterTimers.Registration, options.RegistrationTimeoutMs);
    }

    private void Stop(Phase next, Turn turn)
    {
        phase = next;
        (open, compared, walk) = (null, null, null);
        onTheWay.Clear();
        turn.Wake(NapsterTimers.Registration, -1);
    }

    private void Note(long committed, Turn turn) => turn.Note(new RegistrationProgress(committed, Math.Max(committed, library!.Version)));

    private void Progress(Turn turn)
    {
        turn.Wake(NapsterTimers.Registration, onTheWay.Count == 0 ? -1 : options.RegistrationTimeoutMs);
        Continue(turn);
    }

    private void Continue(Turn turn)
    {
        if (open is not null || onTheWay.Count >= RegisterBatch.UnacknowledgedMax) return;
        if (phase == Phase.Repairing) AskLibrary(new LibraryBucketRows(library!.LibraryId, walk!.Buckets, walk.After, changesMax), turn);
        else if (sent < library!.Version) AskLibrary(new LibraryChanges(library.LibraryId, sent, changesMax), turn);
    }

    private void AskLibrary(Question question, Turn turn)
    {
        open = new Ticket(++tickets);
        turn.Ask(open.Value, question);
    }

    private void Send(LibraryChangesAnswer changes, Turn turn)
    {
        if (!Fits(changes.Changes.Sum(FrameSize.Of), turn)) return;
        library = library! with { Version = Math.Max(library.Version, changes.Version) };
        sent = changes.ToVersion;
        Send(new RegisterBatch(library.LibraryId, changes.FromVersion, sent, changes.Changes), moves: true, turn);
    }

    private void SendFiles(IReadOnlyList<FileEntry> files, long throughPlace, Turn turn)
    {
        IReadOnlyList<FileChange> changes = [.. files.Select(file => new FileChange(Removed: false, file))];
        if (!Fits(changes.Sum(FrameSize.Of), turn)) return;
        var repair = walk!.Take(throughPlace);
        var batch = new RegisterBatch(library!.LibraryId, walk.Version, walk.Version, changes) { Repair = repair };
        if (repair.Last) (phase, sent) = (Phase.Sending, walk.Version);
        Send(batch, moves: repair.Last, turn);
    }

    private void Send(RegisterBatch batch, bool moves, Turn turn)
    {
        turn.Send(server!.Value, new Header(MessageId.Draw(turn.Dice)), batch);
        if (onTheWay.Count == 0) turn.Wake(NapsterTimers.Registration, options.RegistrationTimeoutMs);
        onTheWay.Enqueue(new SentBatch(batch.ToVersion, moves));
        if (moves) vouched = Math.Max(vouched, batch.ToVersion);
        Continue(turn);
    }

    /// <summary>Asks for less when a batch does not fit a frame.</summary>
    private bool Fits(int bytes, Turn turn)
    {
        if (changesMax <= 1 || bytes <= FrameSize.BytesMax) return true;
        changesMax /= 2;
        Continue(turn);
        return false;
    }
}
