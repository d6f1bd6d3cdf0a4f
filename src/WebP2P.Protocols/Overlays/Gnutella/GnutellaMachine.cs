using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Links;

namespace WebP2P.Protocols.Overlays.Gnutella;

/// <summary>Search without a server: neighbours pass queries on to theirs, and hits come back the way that the query went.</summary>
public sealed class GnutellaMachine : IOverlay, IReadsAhead
{
    /// <summary>What a node says in its hello and in its record when it takes part.</summary>
    public const string Capability = "gnutella/1";

    private readonly NeighbourTable neighbours;
    private readonly SeenTable seen;
    private readonly ISharedFiles files;
    private readonly GnutellaOptions options;
    private readonly HitAnswers answers;
    private readonly Joining joining;
    private readonly SearchGround ground;
    private readonly Pongs pongs;
    private readonly HostDialling dialling;
    private readonly HitOpenings openings;
    private readonly OwnSearches searches;
    private readonly QueryRoutes routes;
    private SourceQuestions? sources;
    private WalkRelay? walks;

    public GnutellaMachine(NodeId self, GnutellaOptions options, ISharedFiles files)
    {
        (this.files, this.options) = (files, options);
        // What every query needs is made first, so that it lies close together.
        neighbours = new NeighbourTable(self);
        seen = new SeenTable(options);
        var tickets = new TicketNumbers();
        answers = new HitAnswers(neighbours, seen, files, tickets, options);
        var hopTimes = new HopTimes();
        var hosts = new HostCache(neighbours, options);
        routes = new QueryRoutes(neighbours, files, options);
        pongs = new Pongs(neighbours, hopTimes, files, options);
        dialling = new HostDialling(neighbours, hosts, options);
        joining = new Joining(neighbours, dialling, pongs, options);
        openings = new HitOpenings(neighbours, tickets, joining);
        ground = new SearchGround(neighbours, hosts, seen, hopTimes, options);
        searches = new OwnSearches(ground, openings);
    }

    /// <summary>Whether messages of this type are for this machine.</summary>
    public static bool Reads(MessageType type) => type is >= MessageType.GnutellaPing and <= MessageType.RouteTablePatch;

    /// <inheritdoc />
    public int Stages => 3;

    /// <inheritdoc />
    public void ReadAhead(int stage, NodeId from, MessageId id)
    {
        switch (stage)
        {
            case 0:
                CacheLines.Fetch(neighbours, 0, NeighbourTable.Bytes);
                CacheLines.Fetch(seen, 0, SeenTable.Bytes);
                break;
            case 1:
                neighbours.FetchPlaces();
                seen.Fetch();
                break;
            case 2:
                neighbours.Fetch(from);
                seen.Fetch(id);
                break;
        }
    }

    public void Start(Turn turn)
    {
        seen.Start(turn);
        joining.Enable(turn);
    }

    public void Dialled(PeerAddress? address, NodeId peer, Turn turn) => joining.Dialled(address, peer, turn);

    public void DialFailed(PeerAddress? address, NodeId? peer, string reason, Turn turn) => joining.DialFailed(address, turn);

    public void Linked(NodeId peer, Hello hello, Turn turn)
    {
        if (joining.Linked(peer, hello, turn)) Welcome(turn);
    }

    public void Unlinked(NodeId peer, string reason, Turn turn) => joining.Unlinked(peer, turn);

    public void Receive(NodeId from, in Header header, Message message, Turn turn)
    {
        var neighbour = neighbours.Find(from);
        var problem = neighbour is null ? FromOther(from, header, message, turn) : FromNeighbour(neighbour, header, message, turn);
        if (problem is not { } reason) return;
        neighbour?.Dropped(reason);
        turn.Drop(from, message, reason);
    }

    public void Elapsed(TimerKey timer, Turn turn)
    {
        if (timer.Kind == GnutellaTimers.SearchKind) searches.Elapsed((int)timer.Subject, turn);
        else if (timer == GnutellaTimers.Upkeep) joining.Upkeep(turn);
        else if (timer == GnutellaTimers.Pings) AskAround(turn);
        else if (timer == GnutellaTimers.Hosts) dialling.Notice(turn);
        else if (timer == GnutellaTimers.Sources) Sources.Elapsed(turn);
        else if (timer == GnutellaTimers.Routes) routes.Tell(turn);
    }

    public void Answered(Ticket ticket, Answer answer, Turn turn)
    {
        if (!openings.Answered(ticket, answer, turn)) answers.Answered(ticket, answer, turn);
    }

    public void Request(OwnRequest request, Turn turn)
    {
        switch (request)
        {
            case GnutellaSearch search: searches.Start(search, joining.IsEnabled ? null : joining.Reason, turn); break;
            case GnutellaSearchCancelled cancelled: searches.Cancel(cancelled, turn); break;
            case GnutellaSourcesRequest asked: Sources.Add(asked.Contents, turn); break;
            case HostsHeard heard: joining.Hear(heard.Hosts, turn); break;
            case GnutellaOwnRecord own: (pongs.OwnRecord, answers.OwnRecord) = (own.Record, own.Record); break;
            case SharedFilesChanged: routes.TellSoon(QueryRoutes.ChangeMs, turn); break;
            case GnutellaEnabled enabled: Enable(enabled.Enabled, turn); break;
        }
    }

    /// <summary>Neighbours now; also for another thread than the machine's, to which it may be of a moment ago.</summary>
    public int NeighbourCount => neighbours.Count;

    /// <summary>How the machine stands.</summary>
    public GnutellaFigures Figures(long nowMs) => new FigureRows(neighbours, ground.Hosts, seen).Now(nowMs);

    /// <summary>What keeps nothing itself is no object of its own: there are machines in large numbers.</summary>
    private Admission Admission => new(joining, options);

    private QueryRelay Queries => new(neighbours, seen, files.Count > 0 ? answers : null, Admission, options);

    /// <summary>Made when the first walker comes.</summary>
    private WalkRelay Walks => walks ??= new WalkRelay(ground, answers, searches, Admission);

    /// <summary>Made when there is something to ask for.</summary>
    private SourceQuestions Sources => sources ??= new SourceQuestions(searches);

    private HitRelay Hits => new(neighbours, seen, searches, options);

    private DropReason? FromNeighbour(Neighbour neighbour, Header header, Message message, Turn turn) => Admission.Admit(neighbour, ref header, message, turn) ?? message switch
    {
        GnutellaQuery query => Queries.Receive(neighbour, header, query, turn),
        GnutellaWalk walk => Walks.Receive(neighbour, header, walk, turn),
        GnutellaHits some => Hits.Receive(neighbour, header, some, turn),
        GnutellaPing ping => pongs.Answer(neighbour, header, ping, turn),
        GnutellaPong pong => Pong(neighbour, header, pong, turn),
        RouteTableReset or RouteTablePatch => routes.Receive(neighbour, message, turn),
        _ => DropReason.Unexpected,
    };

    /// <summary>Only a ping may come from a peer that is no neighbour: it asks to be one.</summary>
    private DropReason? FromOther(NodeId from, in Header header, Message message, Turn turn)
    {
        if (message is not GnutellaPing ping) return DropReason.Unsolicited;
        if (!joining.Wished(from, header, turn)) return null;
        Welcome(turn);
        return pongs.Answer(neighbours.Find(from)!, header, ping, turn);
    }

    /// <summary>One that takes nobody ends being neighbours, asked for or not; peers are learned only from one that was asked for.</summary>
    private DropReason? Pong(Neighbour from, in Header header, GnutellaPong pong, Turn turn)
    {
        var problem = pongs.Take(from, header, pong, turn);
        if (pong.NeighboursMax <= 0)
        {
            joining.Refused(from, turn);
            if (problem == DropReason.Unsolicited) return null;
        }
        if (problem is not null) return problem;
        foreach (var peer in pong.Peers.Skip(pong.NeighboursListed))
            if (peer.Signer != from.Node && peer.Value.Addresses.Count > 0) searches.Sighted(peer.Value.Addresses[0]);
        dialling.Seen(from.Node, turn);
        joining.Hear(Pongs.HostsOf(pong), turn);
        return null;
    }

    private void AskAround(Turn turn)
    {
        pongs.AskAll(turn);
        joining.LookForLost(turn);
    }

    private void Welcome(Turn turn)
    {
        searches.Begin(turn);
        routes.TellSoon(QueryRoutes.WelcomeMs, turn);
    }

    private void Enable(bool enabled, Turn turn)
    {
        if (enabled)
        {
            joining.Enable(turn);
            return;
        }
        joining.Disable(turn);
        searches.EndAll(joining.Reason, turn);
        openings.End();
        answers.End();
    }
}
