using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Links;

namespace WebP2P.Protocols.Overlays.Napster;

/// <summary>
/// The client of an index server: keeps a link to it, registers the own library there, asks it for contents, sources and peers.
/// The own index is a server like any other; its id is the own one.
/// </summary>
public sealed class NapsterClient(NodeId self, NapsterOptions options) : IOverlay
{
    private readonly ServerSession session = new(self, options);
    private readonly Registration registration = new(options);
    private readonly OpenSearches searches = new(self, options);
    private readonly WatchedContents watches = new(self, options);
    private readonly PeerLookups lookups = new(self);
    private readonly OpenSuggestions suggestions = new();
    private readonly DialBacks dialBacks = new(self, options);
    private readonly CallBacks callBacks = new(self, options);
    private Signed<PeerRecord>? ownRecord;
    private bool isRefused;

    /// <summary>Whether messages of this type are for this machine.</summary>
    public static bool Reads(MessageType type) => type is
        MessageType.RegisterResume or MessageType.RegisterDiffering or MessageType.RegisterCommitted or MessageType.RegisterRefused
        or MessageType.IndexHits or MessageType.IndexSourcesFound or MessageType.IndexPeersFound
        or MessageType.IndexSuggestions or MessageType.IndexDialledBack or MessageType.CallBackAsked or MessageType.CallBackRefused;

    public void Start(Turn turn)
    {
    }

    public void Dialled(PeerAddress? address, NodeId peer, Turn turn) => session.Dialled(address, peer);

    public void DialFailed(PeerAddress? address, NodeId? peer, string reason, Turn turn) => session.DialFailed(address, peer, reason, turn);

    public void Linked(NodeId peer, Hello hello, Turn turn)
    {
        if (!session.Enter(peer, turn)) return;
        isRefused = false;
        if (ownRecord is not null) Send(peer, ownRecord, turn);
        registration.Begin(peer, turn);
        watches.Begin(peer, turn, isAnew: true);
        lookups.Begin(peer, turn);
        searches.Begin(peer, turn);
        dialBacks.Ask(peer, turn);
    }

    public void Unlinked(NodeId peer, string reason, Turn turn)
    {
        if (peer != session.Linked) return;
        session.Lose(reason, turn);
        End(session.Reason, turn);
    }

    public void Receive(NodeId from, in Header header, Message message, Turn turn)
    {
        if (from != session.Linked)
        {
            turn.Drop(from, message, DropReason.Unsolicited);
            return;
        }
        session.Prove();
        var problem = message switch
        {
            RegisterResume resume => Accept(registration.Resume(resume, turn), turn),
            RegisterDiffering differing => Accept(registration.Differing(differing, turn), turn),
            RegisterCommitted committed => Accept(registration.Committed(committed, turn), turn),
            RegisterRefused refused => Refused(refused, turn),
            IndexHits hits => searches.Answered(from, header, hits, turn),
            IndexSourcesFound found => watches.Found(found, turn),
            IndexSuggestions found => suggestions.Answered(header, found, turn),
            IndexPeersFound found => lookups.Answered(header, found, turn),
            IndexDialledBack answer => dialBacks.Answered(from, header, answer, turn),
            CallBackAsked asked => callBacks.Asked(asked, turn),
            CallBackRefused refused => CallBacks.Refused(refused, turn),
            _ => DropReason.Unexpected,
        };
        if (problem is { } reason) turn.Drop(from, message, reason);
    }

    public void Elapsed(TimerKey timer, Turn turn)
    {
        if (timer == NapsterTimers.Redial) session.Redial(turn);
        else if (timer == NapsterTimers.RegisterAgain) registration.Again(turn);
        else if (timer == NapsterTimers.Registration) Stalled(turn);
        else if (timer.Kind == NapsterTimers.SearchKind) searches.TimedOut(new MessageId(timer.Subject), session.Reason, turn);
        else if (timer.Kind == NapsterTimers.LookupKind) lookups.TimedOut(new MessageId(timer.Subject));
        else if (timer == NapsterTimers.DialBack) AskDialBack(turn);
        else if (timer == NapsterTimers.Watching) watches.Begin(session.Linked, turn, isAnew: false);
        else if (timer.Kind == NapsterTimers.SuggestKind) suggestions.TimedOut(new MessageId(timer.Subject), turn);
    }

    public void Answered(Ticket ticket, Answer answer, Turn turn) => registration.Answered(ticket, answer, turn);

    public void Request(OwnRequest request, Turn turn)
    {
        switch (request)
        {
            case UseIndexServer use: Use(use, turn); break;
            case OwnRecordChanged changed: Publish(changed.Record, turn); break;
            case LibraryChanged changed: registration.Changed(changed, turn); break;
            case SearchRequest search: searches.Start(search, session, turn); break;
            case SearchCancelled cancelled: searches.Cancel(cancelled, turn); break;
            case SuggestRequest suggest: suggestions.Start(suggest, session, turn); break;
            case WatchRequest watch: watches.Add(watch.Contents, session.Linked, turn); break;
            case SourcesRequest sources: watches.Ask(sources.Contents, session.Linked, turn); break;
            case UnwatchRequest unwatch: watches.Remove(unwatch.Contents, session.Linked, turn); break;
            case ListensAt listens: dialBacks.ListensAt(listens.Port, session.Linked, turn); break;
            case ReachabilityAsked: AskDialBack(turn); break;
            case CallBackRequest call: CallBacks.Start(call, session.Linked, turn); break;
            case PeersWithRequest wanted: lookups.Draw(wanted.Capability, session.Linked, turn); break;
            case PeersRequest peers: lookups.Start(peers.Nodes, session.Linked, turn); break;
        }
    }

    private void AskDialBack(Turn turn)
    {
        if (session.Linked is { } server) dialBacks.Ask(server, turn);
    }

    private static void Send(NodeId server, Signed<PeerRecord> record, Turn turn) =>
        turn.Send(server, new Header(MessageId.Draw(turn.Dice)), new PeerRecordChanged(record));

    private void Use(UseIndexServer use, Turn turn)
    {
        if (session.IsUsing(use)) return;
        if (session.Linked is not null)
        {
            searches.WaitAgain();
            End("Another index server is used now.", turn);
        }
        session.Use(use, turn);
        if (session.IsOff) searches.FinishAll(session.Reason, turn);
    }

    private void Publish(Signed<PeerRecord> record, Turn turn)
    {
        ownRecord = record;
        if (session.Linked is { } server) Send(server, record, turn);
    }

    private DropReason? Refused(RegisterRefused refusal, Turn turn)
    {
        if (!registration.Refused(refusal, turn)) return DropReason.Unexpected;
        isRefused = true;
        session.Say(OverlayState.Failed, $"The index server refused the registration: {Reasons.Shortened(refusal.Reason)}", turn);
        return null;
    }

    /// <summary>Takes the word of a refusal back once the index takes files again.</summary>
    private DropReason? Accept(DropReason? problem, Turn turn)
    {
        if (isRefused && problem is null && registration.IsAccepted)
        {
            isRefused = false;
            session.SayLinked(turn);
        }
        return problem;
    }

    private void Stalled(Turn turn)
    {
        if (session.Linked is not { } server) return;
        turn.Release(server, "The index server did not answer the registration in time.");
        session.Lose("it did not answer the registration in time.", turn);
        End(session.Reason, turn);
    }

    private void End(string reason, Turn turn)
    {
        registration.End(turn);
        lookups.End(turn);
        dialBacks.End(turn);
        watches.End(turn);
        suggestions.End(reason, turn);
        searches.End(reason, turn);
    }
}
