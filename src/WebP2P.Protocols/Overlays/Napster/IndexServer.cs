using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Links;

namespace WebP2P.Protocols.Overlays.Napster;

/// <summary>
/// The index server: a node that registered is online until its link ends; searches are answered from the store, whose answers come
/// by ticket. A stranger's message costs a bounded amount.
/// </summary>
public sealed class IndexServer : IOverlay
{
    private const int NamesRateSeconds = 5;

    private readonly IndexServerOptions options;
    private readonly Errands errands = new();
    private readonly IndexTally tally = new();
    private readonly IndexPresence presence;
    private readonly IndexWatches watches;
    private readonly IndexRegistrations registrations;
    private readonly IndexQuestions questions;
    private readonly IndexSuggester suggester;
    private readonly IndexBlocks blocks;
    private readonly IndexCalls calls;
    private readonly IndexRefusals refusals = new();
    private readonly IndexRebuild rebuild;

    public IndexServer(IndexServerOptions options)
    {
        this.options = options;
        presence = new IndexPresence(options);
        watches = new IndexWatches(options, presence, errands);
        registrations = new IndexRegistrations(options, presence, errands, watches, refusals);
        questions = new IndexQuestions(options, presence, errands, refusals);
        suggester = new IndexSuggester(options, presence, errands, refusals);
        blocks = new IndexBlocks(presence, registrations, questions, watches);
        calls = new IndexCalls(options, presence, errands);
        rebuild = new IndexRebuild(presence, registrations);
    }

    /// <summary>Nodes that have registered and are linked.</summary>
    public int OnlineNodes => presence.Online.Count;

    /// <summary>Peers with a link, registered or not.</summary>
    public int LinkedPeers => presence.LinkedCount;

    /// <summary>Searches asked of the store since the start.</summary>
    public long Searches => questions.Searches;

    /// <summary>Batches committed since the start.</summary>
    public long Commits => registrations.Commits;

    /// <summary>Contents that somebody watches.</summary>
    public int WatchedContents => watches.Count;

    /// <summary>Nodes whose rows were forgotten since the start.</summary>
    public long ForgottenNodes { get; private set; }

    /// <summary>What was refused and dropped since the start, and why: the most frequent first.</summary>
    public IReadOnlyList<IndexRefusal> Refusals => refusals.Rows;

    /// <summary>Everything at once, for those who watch the index.</summary>
    public IndexFigures Figures(long nowMs) => new(
        presence.Online, LinkedPeers, Searches, tally.AnswersCapped, tally.NamesCommitted, tally.Queries.Samples(nowMs), tally.Names.PerSecond(nowMs, NamesRateSeconds), Refusals);

    /// <summary>Whether messages of this type are for this machine.</summary>
    public static bool Reads(MessageType type) => type is
        MessageType.Register or MessageType.RegisterDigests or MessageType.RegisterBatch or MessageType.PeerRecordChanged
        or MessageType.IndexSearch or MessageType.IndexSources or MessageType.IndexWatch or MessageType.IndexUnwatch or MessageType.IndexPeers
        or MessageType.IndexSuggest or MessageType.IndexDialBack or MessageType.CallBack;

    public void Start(Turn turn) => turn.Wake(NapsterTimers.Forget, ForgetEveryMs);

    public void Linked(NodeId peer, Hello hello, Turn turn) => presence.Enter(peer);

    public void Dialled(PeerAddress? address, NodeId peer, Turn turn)
    {
    }

    public void DialFailed(PeerAddress? address, NodeId? peer, string reason, Turn turn)
    {
    }

    public void Unlinked(NodeId peer, string reason, Turn turn)
    {
        presence.Leave(peer, turn.NowMs);
        watches.Leave(peer);
    }

    public void Receive(NodeId from, in Header header, Message message, Turn turn)
    {
        var peer = presence.Find(from);
        var problem = peer is null ? DropReason.NotAllowedInState : Handle(peer, header, message, turn);
        var told = peer?.TakeTold();
        // A query that cannot be read is answered with its explanation: nothing is dropped, but it counts.
        if (problem is not null || told is not null) refusals.Count(from, message.GetType().Name, problem ?? DropReason.Malformed, told, turn.WallUnixMs);
        if (problem is { } reason) turn.Drop(from, message, reason);
        else if (message is RegisterBatch batch && blocks.Hidden(batch) is > 0 and var hidden) refusals.Count(from, nameof(RegisterBatch), DropReason.BlockedContent, null, turn.WallUnixMs, hidden);
    }

    public void Elapsed(TimerKey timer, Turn turn)
    {
        if (timer == NapsterTimers.Rebuild) rebuild.Look(turn);
        if (timer == NapsterTimers.Slowed) registrations.Due(turn);
        if (timer != NapsterTimers.Forget) return;
        presence.Sweep(turn.NowMs);
        turn.Wake(NapsterTimers.Forget, ForgetEveryMs);
        var seenBeforeUnixMs = turn.WallUnixMs - options.ForgetAfterHours * 3_600_000L;
        errands.Ask(new ForgetQuestion(presence.Online, turn.WallUnixMs, seenBeforeUnixMs), new ForgetErrand(), turn);
    }

    public void Answered(Ticket ticket, Answer answer, Turn turn)
    {
        var taken = errands.Take(ticket);
        tally.Answered(taken, answer, turn.NowMs);
        switch (taken)
        {
            case LookUpErrand errand: registrations.LookedUp(errand, answer, turn); break;
            case CompareErrand errand: registrations.Compared(errand, answer, turn); break;
            case CommitErrand errand: registrations.Committed(errand, answer, turn); break;
            case FindErrand errand: questions.Found(errand, answer, turn); break;
            case SuggestErrand errand: suggester.Found(errand, answer, turn); break;
            case SourcesErrand errand: questions.SourcesFound(errand, answer, turn); break;
            case ReturnErrand errand: watches.Checked(errand, answer, turn); break;
            case DialBackErrand errand: calls.DialledBack(errand, answer, turn); break;
            case ForgetErrand when answer is ForgotAnswer forgot: ForgottenNodes += forgot.Nodes; break;
        }
    }

    public void Request(OwnRequest request, Turn turn)
    {
        if (request is BlocksChanged changed) blocks.Use(changed.Blocks, turn);
        else if (request is IndexBeganAnew anew) rebuild.Begin(anew.Reason, turn);
    }

    private long ForgetEveryMs => options.ForgetEveryMinutes * 60_000L;

    private DropReason? Handle(IndexPeer peer, in Header header, Message message, Turn turn) => message switch
    {
        _ when blocks.Contains(peer) && !IndexBlocks.Passes(message) => IndexBlocks.Refuse(peer, header, message, turn),
        Register register => registrations.Register(peer, header, register, turn),
        RegisterDigests digests => registrations.Digests(peer, header, digests, turn),
        RegisterBatch batch => registrations.Batch(peer, header, batch, turn),
        PeerRecordChanged changed => Learn(peer, changed.Record, turn),
        IndexSearch search => questions.Search(peer, header, search, turn),
        IndexSources sources => questions.Sources(peer, header, sources, turn),
        IndexWatch watch => watches.Watch(peer, watch),
        IndexUnwatch unwatch => watches.Unwatch(peer, unwatch),
        IndexSuggest suggest => suggester.Suggest(peer, header, suggest, turn),
        IndexPeers peers => questions.Peers(peer, header, peers, turn),
        IndexDialBack asked => calls.DialBack(peer, header, asked, turn),
        CallBack call => calls.CallBack(peer, call, turn),
        _ => DropReason.Unexpected,
    };

    /// <summary>A node that is somewhere else now, or can be reached in another way: whoever waits for what it has hears of it at once.</summary>
    private DropReason? Learn(IndexPeer peer, Signed<PeerRecord> record, Turn turn)
    {
        var before = peer.Record?.Value;
        if (IndexPresence.Learn(peer, record, turn) is { } problem) return problem;
        var isElsewhere = before is not null && (before.Reachable != record.Value.Reachable || !before.Addresses.SequenceEqual(record.Value.Addresses));
        if (!isElsewhere || !presence.Online.Contains(peer.Node)) return null;
        if (!peer.Rates.Questions.TryTake(turn.NowMs)) return DropReason.RateExceeded;
        watches.Returned(peer, turn);
        return null;
    }
}
