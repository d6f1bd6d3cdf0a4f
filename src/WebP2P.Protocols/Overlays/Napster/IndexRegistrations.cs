using WebP2P.Protocols.Identity;

namespace WebP2P.Protocols.Overlays.Napster;

/// <summary>
/// The registering side of the index server: rows belong to the node of the link, batches follow each other by number,
/// an acknowledgement follows the commit.
/// </summary>
internal sealed class IndexRegistrations(IndexServerOptions options, IndexPresence presence, Errands errands, IndexWatches watches, IndexRefusals refusals)
{
    /// <summary>Commits that the store has not answered, by node; they outlive the link.</summary>
    private readonly Dictionary<NodeId, int> underWay = [];
    private readonly BatchRules rules = new(options);
    private readonly SlowedPeers slowed = new();

    public long Commits { get; private set; }

    public DropReason? Register(IndexPeer peer, in Header header, Register register, Turn turn)
    {
        if (register.Version < 0) return DropReason.Malformed;
        if (!peer.Rates.Questions.TryTake(turn.NowMs)) return RefuseTooOften(peer, header, register, turn);
        peer.Epoch++;
        (peer.OnTheWay, peer.FilesOnTheWay, peer.Repair) = (0, 0, null);
        (peer.RegisterId, peer.LibraryId, peer.Version) = (header.Id, register.LibraryId, register.Version);
        if (!presence.TryGoOnline(peer.Node))
        {
            Refuse(peer, "The index server is full.", turn);
            return DropReason.LimitReached;
        }
        peer.Phase = RegistrationPhase.LookingUp;
        LookUp(peer, turn);
        return null;
    }

    public DropReason? Digests(IndexPeer peer, in Header header, RegisterDigests digests, Turn turn)
    {
        if (peer.Phase != RegistrationPhase.Open || peer.OnTheWay > 0 || digests.LibraryId != peer.LibraryId) return DropReason.NotAllowedInState;
        if (digests.Version < 0) return DropReason.Malformed;
        if (!peer.Rates.Questions.TryTake(turn.NowMs) || peer.Rates.Rows.DebtMs(turn.NowMs) > 0)
        {
            Refuse(peer, "Digests were compared too often.", turn);
            return DropReason.CostExceeded;
        }
        peer.Phase = RegistrationPhase.Comparing;
        errands.Ask(new DigestsQuestion(peer.Node), new CompareErrand(peer, peer.Epoch, header.Id, digests), turn);
        return null;
    }

    public DropReason? Batch(IndexPeer peer, in Header header, RegisterBatch batch, Turn turn)
    {
        if (peer.Phase != (batch.Repair is null ? RegistrationPhase.Open : RegistrationPhase.Repairing)) return DropReason.NotAllowedInState;
        if (IsReplayed(peer, batch)) return DropReason.Replayed;
        if (rules.Problem(peer, batch) is var (reason, sentence))
        {
            Refuse(peer, sentence, turn);
            return reason;
        }
        var single = BatchRules.WithoutRepeats(batch, out var repeated);
        if (repeated > 0) refusals.Count(peer.Node, nameof(RegisterBatch), DropReason.Duplicate, null, turn.WallUnixMs, repeated);
        Commit(peer, header, single, turn);
        return null;
    }

    public void Compared(CompareErrand errand, Answer answer, Turn turn)
    {
        var peer = errand.Peer;
        if (answer is DigestsAnswer read) peer.Rates.Rows.Charge(turn.NowMs, read.RowsLookedAt);
        if (!presence.IsCurrent(peer) || errand.Epoch != peer.Epoch || peer.Phase != RegistrationPhase.Comparing) return;
        if (answer is not DigestsAnswer held)
        {
            RefuseLate(peer, nameof(RegisterDigests), DropReason.StoreFailed, $"The index could not be read: {Failure(answer)}", turn);
            return;
        }
        var differing = errand.Digests.Digests.Differing(held.Digests);
        peer.Phase = RegistrationPhase.Repairing;
        peer.Repair = new PeerRepair(errand.Digests.Version, differing);
        turn.Send(peer.Node, new Header(errand.Id), new RegisterDiffering(peer.LibraryId, errand.Digests.Version, differing));
    }

    public void LookedUp(LookUpErrand errand, Answer answer, Turn turn)
    {
        var peer = errand.Peer;
        peer.IsLookedUp = false;
        if (!presence.IsCurrent(peer) || peer.Phase != RegistrationPhase.LookingUp) return;
        if (errand.Epoch != peer.Epoch) LookUp(peer, turn);
        else if (MustWait(errand.Peer, errand, answer, turn)) peer.IsLookedUp = true;
        else if (answer is RegisteredAnswer registered) Resume(peer, registered, turn);
        else RefuseLate(peer, nameof(Register), DropReason.StoreFailed, $"The index could not be read: {Failure(answer)}", turn);
    }

    public void Committed(CommitErrand errand, Answer answer, Turn turn)
    {
        var node = errand.Peer.Node;
        if (--underWay[node] == 0) underWay.Remove(node);
        var commit = answer as CommitAnswer;
        if (commit is { Refusal: null })
        {
            Commits++;
            watches.Appeared(node, errand.Batch, commit.NewContents, turn);
        }
        if (IsOpen(errand) && !MustWait(errand.Peer, errand, answer, turn)) Acknowledge(errand, answer, turn);
        if (presence.Find(node) is { Phase: RegistrationPhase.LookingUp } waiting) LookUp(waiting, turn);
    }

    /// <summary>Those who were too fast have waited long enough.</summary>
    public void Due(Turn turn)
    {
        while (slowed.TryTakeDue(turn, out var errand, out var answer))
        {
            if (errand is LookUpErrand lookUp) LookedUp(lookUp, answer, turn);
            else if (errand is CommitErrand commit && IsOpen(commit)) Acknowledge(commit, answer, turn);
        }
        slowed.Arm(turn);
    }

    /// <summary>Ends a registration that was open or on its way there.</summary>
    public void Close(IndexPeer peer, string reason, Turn turn)
    {
        presence.GoOffline(peer.Node);
        if (peer.Phase is not (RegistrationPhase.None or RegistrationPhase.Refused)) RefuseLate(peer, nameof(Register), DropReason.BlockedNode, reason, turn);
    }

    /// <summary>Its rows are gone: it is refused, so that it registers again. Who was refused before does so anyway.</summary>
    public void Restart(IndexPeer peer, string reason, Turn turn)
    {
        if (peer.Phase is not (RegistrationPhase.None or RegistrationPhase.Refused)) RefuseLate(peer, nameof(Register), DropReason.StoreFailed, reason, turn);
    }

    private static bool IsReplayed(IndexPeer peer, RegisterBatch batch) => batch.LibraryId == peer.LibraryId
        && (batch.Repair is null ? batch.ToVersion <= peer.NextFrom : peer.Repair!.IsReplay(batch.Repair));

    /// <summary>Said and not only dropped: who waits for an answer in vain gives the link up.</summary>
    private DropReason RefuseTooOften(IndexPeer peer, in Header header, Register register, Turn turn)
    {
        (peer.RegisterId, peer.LibraryId) = (header.Id, register.LibraryId);
        Refuse(peer, $"The index server answers {options.QuestionsPerSecond} questions a second, and a registration is one.", turn);
        return DropReason.RateExceeded;
    }

    private static void Refuse(IndexPeer peer, string reason, Turn turn)
    {
        peer.Phase = RegistrationPhase.Refused;
        peer.Told = reason;
        turn.Send(peer.Node, new Header(peer.RegisterId), new RegisterRefused(peer.LibraryId, Reasons.Shortened(reason)));
    }

    /// <summary>Not in the turn of the message itself: that is long taken.</summary>
    private void RefuseLate(IndexPeer peer, string message, DropReason reason, string sentence, Turn turn)
    {
        Refuse(peer, sentence, turn);
        refusals.Count(peer.Node, message, reason, peer.TakeTold(), turn.WallUnixMs);
    }

    private static string Failure(Answer answer) => answer is AnswerFailed failed ? failed.Reason : "no fitting answer.";

    /// <summary>Only when nothing of the node is being committed: else the answer would be old when it comes.</summary>
    private void LookUp(IndexPeer peer, Turn turn)
    {
        if (peer.IsLookedUp || underWay.ContainsKey(peer.Node)) return;
        peer.IsLookedUp = true;
        errands.Ask(new RegisteredQuestion(peer.Node), new LookUpErrand(peer, peer.Epoch), turn);
    }

    private void Resume(IndexPeer peer, RegisteredAnswer registered, Turn turn)
    {
        var isSame = registered.LibraryId == peer.LibraryId;
        peer.Phase = RegistrationPhase.Open;
        peer.NextFrom = isSame ? registered.Version : 0;
        peer.Files = isSame ? registered.Files : 0;
        turn.Send(peer.Node, new Header(peer.RegisterId), new RegisterResume(peer.LibraryId, peer.NextFrom) { Files = registered.Files });
        if (registered.Files > 0) watches.Returned(peer, turn);
    }

    private void Commit(IndexPeer peer, in Header header, RegisterBatch batch, Turn turn)
    {
        if (batch.Repair is { } repair) Advance(peer, batch, repair);
        else peer.NextFrom = batch.ToVersion;
        peer.Version = Math.Max(peer.Version, batch.ToVersion);
        peer.OnTheWay++;
        peer.Rates.Changes.Charge(turn.NowMs, Math.Max(1, batch.Changes.Count));
        peer.FilesOnTheWay += BatchRules.More(batch);
        underWay[peer.Node] = underWay.GetValueOrDefault(peer.Node) + 1;
        errands.Ask(new CommitQuestion(peer.Node, batch), new CommitErrand(peer, peer.Epoch, header.Id, batch), turn);
    }

    private static void Advance(IndexPeer peer, RegisterBatch batch, BucketRepair repair)
    {
        peer.Repair!.Advance(repair);
        if (!repair.Last) return;
        (peer.Repair, peer.NextFrom, peer.Phase) = (null, batch.ToVersion, RegistrationPhase.Open);
    }

    private bool IsOpen(CommitErrand errand) =>
        presence.IsCurrent(errand.Peer) && errand.Epoch == errand.Peer.Epoch && errand.Peer.Phase is RegistrationPhase.Open or RegistrationPhase.Repairing;

    /// <summary>Who registers faster than it may hears later what the store said, and sends the next batch only then.</summary>
    private bool MustWait(IndexPeer peer, Errand errand, Answer answer, Turn turn)
    {
        var waitMs = peer.Rates.Changes.DebtMs(turn.NowMs);
        if (waitMs == 0) return false;
        refusals.Count(peer.Node, nameof(RegisterBatch), DropReason.RateExceeded, $"Slowed to {options.ChangesPerSecond} files a second.", turn.WallUnixMs);
        slowed.Add(errand, answer, waitMs, turn);
        return true;
    }

    private void Acknowledge(CommitErrand errand, Answer answer, Turn turn)
    {
        var peer = errand.Peer;
        peer.OnTheWay--;
        if (answer is not CommitAnswer { Refusal: null } commit)
        {
            RefuseLate(peer, nameof(RegisterBatch), DropReason.StoreFailed, (answer as CommitAnswer)?.Refusal ?? Failure(answer), turn);
            return;
        }
        peer.Files = commit.Files;
        peer.FilesOnTheWay -= BatchRules.More(errand.Batch);
        turn.Send(peer.Node, new Header(errand.Id), new RegisterCommitted(errand.Batch.LibraryId, errand.Batch.ToVersion));
    }
}
