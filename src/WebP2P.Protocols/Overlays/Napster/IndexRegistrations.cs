using System.Text;
using WebP2P.Protocols.Content;
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

    public long Commits { get; private set; }

    public DropReason? Register(IndexPeer peer, in Header header, Register register, Turn turn)
    {
        if (register.Version < 0) return DropReason.Malformed;
        if (!peer.Questions.TryTake(turn.NowMs)) return DropReason.RateExceeded;
        peer.Epoch++;
        peer.OnTheWay = 0;
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

    public DropReason? Batch(IndexPeer peer, in Header header, RegisterBatch batch, Turn turn)
    {
        if (peer.Phase != RegistrationPhase.Open) return DropReason.NotAllowedInState;
        if (batch.LibraryId == peer.LibraryId && batch.ToVersion <= peer.NextFrom) return DropReason.Replayed;
        if (Check(peer, batch) is not var (reason, sentence))
        {
            Commit(peer, header, batch, turn);
            return null;
        }
        Refuse(peer, sentence, turn);
        return reason;
    }

    public void LookedUp(LookUpErrand errand, Answer answer, Turn turn)
    {
        var peer = errand.Peer;
        peer.IsLookedUp = false;
        if (!presence.IsCurrent(peer) || peer.Phase != RegistrationPhase.LookingUp) return;
        if (errand.Epoch != peer.Epoch) LookUp(peer, turn);
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
        if (presence.IsCurrent(errand.Peer) && errand.Epoch == errand.Peer.Epoch && errand.Peer.Phase == RegistrationPhase.Open)
            Acknowledge(errand, commit, commit?.Refusal ?? Failure(answer), turn);
        if (presence.Find(node) is { Phase: RegistrationPhase.LookingUp } waiting) LookUp(waiting, turn);
    }

    /// <summary>Ends a registration that was open or on its way there.</summary>
    public void Close(IndexPeer peer, string reason, Turn turn)
    {
        presence.GoOffline(peer.Node);
        if (peer.Phase is RegistrationPhase.LookingUp or RegistrationPhase.Open) RefuseLate(peer, nameof(Register), DropReason.BlockedNode, reason, turn);
    }

    /// <summary>Its rows are gone: it is refused, so that it registers again. Who was refused before does so anyway.</summary>
    public void Restart(IndexPeer peer, string reason, Turn turn)
    {
        if (peer.Phase is RegistrationPhase.LookingUp or RegistrationPhase.Open) RefuseLate(peer, nameof(Register), DropReason.StoreFailed, reason, turn);
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
        if (isSame && registered.Version > peer.Version)
        {
            Refuse(peer, $"The index holds version {registered.Version} of this library, which is said to be at {peer.Version}.", turn);
            return;
        }
        peer.Phase = RegistrationPhase.Open;
        peer.NextFrom = isSame ? registered.Version : 0;
        peer.FilesAtMost = isSame ? registered.Files : 0;
        turn.Send(peer.Node, new Header(peer.RegisterId), new RegisterResume(peer.LibraryId, peer.NextFrom));
        if (registered.Files > 0) watches.Returned(peer, turn);
    }

    private (DropReason Reason, string Sentence)? Check(IndexPeer peer, RegisterBatch batch)
    {
        if (batch.LibraryId != peer.LibraryId || batch.FromVersion != peer.NextFrom)
            return (DropReason.Unexpected, $"A batch from version {batch.FromVersion} does not follow version {peer.NextFrom}.");
        if (batch.Changes.Count > RegisterBatch.ChangesMax || !batch.Changes.All(IsWellFormed))
            return (DropReason.Malformed, "A batch has at most 500 changes, each with a name of at most 1,024 bytes.");
        if (peer.OnTheWay >= RegisterBatch.UnacknowledgedMax)
            return (DropReason.LimitReached, "At most 4 batches may be on the way unacknowledged.");
        if (peer.FilesAtMost + Added(batch) > options.FilesPerNodeMax)
            return (DropReason.LimitReached, $"A node may register at most {options.FilesPerNodeMax} files.");
        return null;
    }

    private static bool IsWellFormed(FileChange change) =>
        ContentId.IsSize(change.File.Content.SizeBytes)
        && Encoding.UTF8.GetByteCount(change.File.Name) is > 0 and <= IndexServerOptions.NameBytesMax
        && Encoding.UTF8.GetByteCount(change.File.Folder) <= IndexServerOptions.FolderBytesMax;

    private static int Added(RegisterBatch batch) => batch.Changes.Count(change => !change.Removed);

    private void Commit(IndexPeer peer, in Header header, RegisterBatch batch, Turn turn)
    {
        peer.NextFrom = batch.ToVersion;
        peer.Version = Math.Max(peer.Version, batch.ToVersion);
        peer.OnTheWay++;
        peer.FilesAtMost += Added(batch);
        underWay[peer.Node] = underWay.GetValueOrDefault(peer.Node) + 1;
        errands.Ask(new CommitQuestion(peer.Node, batch), new CommitErrand(peer, peer.Epoch, header.Id, batch), turn);
    }

    private void Acknowledge(CommitErrand errand, CommitAnswer? commit, string refusal, Turn turn)
    {
        var peer = errand.Peer;
        peer.OnTheWay--;
        if (commit is not { Refusal: null })
        {
            RefuseLate(peer, nameof(RegisterBatch), DropReason.StoreFailed, refusal, turn);
            return;
        }
        // Changed files count twice until nothing is on the way; then the store's number is exact.
        if (peer.OnTheWay == 0) peer.FilesAtMost = commit.Files;
        turn.Send(peer.Node, new Header(errand.Id), new RegisterCommitted(errand.Batch.LibraryId, errand.Batch.ToVersion));
    }
}
