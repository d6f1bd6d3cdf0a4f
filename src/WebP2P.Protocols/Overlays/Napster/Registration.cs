using WebP2P.Protocols.Identity;

namespace WebP2P.Protocols.Overlays.Napster;

/// <summary>
/// Brings the index to the version of the own library: asks where it stands, then sends what follows in numbered batches,
/// of which few are unacknowledged.
/// </summary>
internal sealed class Registration(NapsterOptions options)
{
    private enum Phase { Idle, Asked, Sending, Refused }

    private readonly Queue<long> onTheWay = [];
    private readonly GrowingPause refusals = new(options.RefusedRetryFirstMs, options.RefusedRetryMs);
    private Phase phase;
    private NodeId? server;
    private LibraryChanged? library;
    private long committed;
    private long sent;
    private Ticket? open;
    private long tickets;
    private int changesMax = options.ChangesMax;

    /// <summary>The index took something since it was last asked, or needs nothing.</summary>
    public bool IsAccepted { get; private set; }

    public void Changed(LibraryChanged newest, Turn turn)
    {
        var isOther = library?.LibraryId != newest.LibraryId;
        library = newest;
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
        phase = Phase.Sending;
        committed = sent = resume.CommittedVersion;
        IsAccepted = committed >= library.Version;
        Progress(turn);
        return null;
    }

    public DropReason? Committed(RegisterCommitted message, Turn turn)
    {
        if (phase != Phase.Sending || library!.LibraryId != message.LibraryId) return DropReason.Unexpected;
        if (onTheWay.Count == 0 || onTheWay.Peek() != message.Version) return DropReason.Unexpected;
        committed = onTheWay.Dequeue();
        IsAccepted = true;
        refusals.Reset();
        Progress(turn);
        return null;
    }

    /// <summary>True when the refusal is about what was sent.</summary>
    public bool Refused(RegisterRefused refusal, Turn turn)
    {
        if (phase is not (Phase.Asked or Phase.Sending) || library!.LibraryId != refusal.LibraryId) return false;
        Stop(Phase.Refused, turn);
        turn.Wake(NapsterTimers.RegisterAgain, refusals.NextMs(turn.Dice));
        return true;
    }

    public void Again(Turn turn)
    {
        if (server is null || library is null) return;
        if (phase == Phase.Refused) Ask(turn);
        else if (phase == Phase.Sending) Continue(turn);
    }

    public void Answered(Ticket ticket, Answer answer, Turn turn)
    {
        if (open != ticket) return;
        open = null;
        var changes = answer as LibraryChangesAnswer;
        if (changes is not null && changes.LibraryId != library!.LibraryId) Changed(new LibraryChanged(changes.LibraryId, changes.Version), turn);
        else if (changes is not null && changes.FromVersion == sent && changes.ToVersion > sent) Send(changes, turn);
        else turn.Wake(NapsterTimers.RegisterAgain, options.RefusedRetryMs);
    }

    private void Ask(Turn turn)
    {
        Stop(Phase.Asked, turn);
        IsAccepted = false;
        turn.Send(server!.Value, new Header(MessageId.Draw(turn.Dice)), new Register(library!.LibraryId, library.Version));
        turn.Wake(NapsterTimers.Registration, options.RegistrationTimeoutMs);
    }

    private void Stop(Phase next, Turn turn)
    {
        phase = next;
        open = null;
        onTheWay.Clear();
        turn.Wake(NapsterTimers.Registration, -1);
    }

    private void Progress(Turn turn)
    {
        turn.Note(new RegistrationProgress(committed, Math.Max(committed, library!.Version)));
        turn.Wake(NapsterTimers.Registration, onTheWay.Count == 0 ? -1 : options.RegistrationTimeoutMs);
        Continue(turn);
    }

    private void Continue(Turn turn)
    {
        if (open is not null || onTheWay.Count >= RegisterBatch.UnacknowledgedMax || sent >= library!.Version) return;
        open = new Ticket(++tickets);
        turn.Ask(open.Value, new LibraryChanges(library.LibraryId, sent, changesMax));
    }

    private void Send(LibraryChangesAnswer changes, Turn turn)
    {
        if (changesMax > 1 && changes.Changes.Sum(FrameSize.Of) > FrameSize.BytesMax)
        {
            changesMax /= 2;
            Continue(turn);
            return;
        }
        library = library! with { Version = Math.Max(library.Version, changes.Version) };
        var batch = new RegisterBatch(library.LibraryId, sent, changes.ToVersion, changes.Changes);
        turn.Send(server!.Value, new Header(MessageId.Draw(turn.Dice)), batch);
        if (onTheWay.Count == 0) turn.Wake(NapsterTimers.Registration, options.RegistrationTimeoutMs);
        onTheWay.Enqueue(changes.ToVersion);
        sent = changes.ToVersion;
        Continue(turn);
    }
}
