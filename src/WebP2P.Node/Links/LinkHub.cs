using System.Net;
using System.Net.WebSockets;
using Microsoft.Extensions.Logging;
using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Links;
using WebP2P.Protocols.Overlays;

namespace WebP2P.Node.Links;

/// <summary>The node's links: what is dialled, accepted, held, sent, and how each ends.</summary>
internal sealed partial class LinkHub : ILinks, IDisposable
{
    private const int StopTimeoutMs = 3_000;

    private readonly Lock announcing = new();
    private readonly PendingDials pending = new();
    private readonly LinkWiring wiring;
    private readonly LinkUsers users;
    private readonly LinkTable table;
    private readonly SelfLink ownLink;
    private readonly LinkDelivery delivery;
    private readonly PeerConnector connector;
    private readonly ILogger log;
    private readonly LinkKeeper keeper;
    private bool isStopping;

    public LinkHub(LinkWiring wiring, LinkUsers users, LinkDelivery delivery, PeerConnector connector, ILogger<LinkHub> log)
    {
        this.wiring = wiring;
        this.users = users;
        this.delivery = delivery;
        this.connector = connector;
        this.log = log;
        table = new LinkTable(wiring.Self, wiring.Options.LinksMax);
        ownLink = new SelfLink(wiring, users);
        keeper = new LinkKeeper(this, wiring.Options);
    }

    public NodeId Self => wiring.Self;

    public FirstMet FirstMet => connector.FirstMet;

    public IReadOnlyList<string> Capabilities => users.Capabilities;

    public IReadOnlyList<ILinkUser> Users => users.All;

    public IEnumerable<Link> Links => table.All;

    public void Attach(ILinkUser user) => users.Attach(user);

    public bool IsLinked(NodeId peer) => peer == wiring.Self ? ownLink.IsOpen : table.Find(peer) is { IsClosed: false };

    public Link? Find(NodeId peer) => table.Find(peer);

    public void Dial(ILinkUser user, PeerAddress? address, NodeId? peer) => Dial(new DialRequest(user, address, peer, AddressOrigin.Owner));

    /// <summary>Dials where others say that a node is; without its id it fails, because nobody would know who answers.</summary>
    public void DialTold(ILinkUser user, PeerAddress address, NodeId? peer) => Dial(new DialRequest(user, address, peer, AddressOrigin.Told));

    private void Dial(DialRequest request)
    {
        var (user, address, peer, _) = request;
        if (peer == wiring.Self)
        {
            ownLink.Hold(user, address);
            return;
        }

        PendingDial dial;
        lock (pending)
        {
            // One that leads where the peer no longer is would take the question and never answer.
            if (peer is { } known && table.Find(known) is { IsClosed: false, Wire.Pulse.IsDoubted: false } link)
            {
                link.Hold(user);
                _ = Task.Run(() => AnswerAgain(link, request));
                return;
            }

            if (!pending.Begin(request, out dial)) return;
        }

        _ = Task.Run(() => DialAsync(dial));
    }

    public bool Send(NodeId peer, in Header header, Message message)
    {
        if (peer == wiring.Self) return ownLink.Send(header, message);
        if (table.Find(peer) is not { IsClosed: false } link) return false;
        if (link.TrySend(header, message)) return true;
        wiring.Drops.Count(DropReason.QueueFull);
        link.Wire.Abort("its queue is full: it does not read");
        return false;
    }

    public void Release(ILinkUser user, NodeId peer, string reason)
    {
        if (peer == wiring.Self)
        {
            ownLink.Release(user, reason);
            return;
        }

        lock (pending) pending.Forget(user, peer);
        if (table.Find(peer) is not { } link) return;
        link.Release(user);
        link.TellHeld();
    }

    /// <summary>Ends the link whoever holds it. False when there is none.</summary>
    public bool Close(NodeId peer, string reason)
    {
        if (table.Find(peer) is not { IsClosed: false } link) return false;
        link.Wire.End(wiring.Handshake.Closing(reason));
        return true;
    }

    /// <summary>Carries an accepted connection until it ends.</summary>
    public async Task AcceptAsync(WebSocket webSocket, NodeId peer, IPEndPoint remote, IPAddress? local)
    {
        var (wire, refusal) = await wiring.OpenAsync(webSocket, peer, (remote, local), isDialled: false);
        if (wire is null)
        {
            LogRefused(peer.ShortText, remote.ToString(), refusal);
            return;
        }

        await CarryAsync(wire, []);
    }

    /// <summary>Sends to all peers, e.g. the own record after it changed.</summary>
    public void Broadcast(Message message)
    {
        foreach (var link in table.All) Send(link.Peer, default, message);
        ownLink.Tell(message);
    }

    public async Task StopAsync()
    {
        lock (announcing) isStopping = true;
        keeper.Dispose();
        foreach (var link in table.All) link.Wire.End(wiring.Handshake.Closing("this node stops"));
        await ownLink.StopAsync();
        var endMs = Environment.TickCount64 + StopTimeoutMs;
        while (table.Count > 0 && Environment.TickCount64 < endMs) await Task.Delay(10);
    }

    public void Dispose() => keeper.Dispose();

    private async Task DialAsync(PendingDial dial)
    {
        try
        {
            var stream = await OpenAsync(dial);
            await GreetAsync(dial, stream);
        }
        catch (Exception exception) when (exception is IOException or WebSocketException or HttpRequestException or OperationCanceledException)
        {
            Fail(dial, exception.Message);
        }
    }

    private Task<PeerStream> OpenAsync(PendingDial dial) => dial switch
    {
        { Address: null } => connector.DialAsync(dial.Peer!.Value, CancellationToken.None),
        { Origin: AddressOrigin.Owner } => connector.DialAsync(dial.Address, dial.Peer, CancellationToken.None),
        { Peer: { } peer } => connector.DialToldAsync(dial.Address, peer, CancellationToken.None),
        _ => Task.FromException<PeerStream>(new IOException("nobody said whose address it is")),
    };

    private async Task GreetAsync(PendingDial dial, PeerStream stream)
    {
        if (stream.Peer == wiring.Self)
        {
            await stream.Stream.DisposeAsync();
            throw new IOException("that is this node itself");
        }

        if (IsNeedless(dial, stream.Peer))
        {
            await stream.Stream.DisposeAsync();
            return;
        }

        var webSocket = await LinkUpgrade.ConnectAsync(stream, wiring.Options.HelloTimeoutMs);
        var (wire, refusal) = await wiring.OpenAsync(webSocket, stream.Peer, (stream.Remote, stream.Local), isDialled: true);
        if (wire is null) throw new IOException(refusal);
        await CarryAsync(wire, TakeWaiting(dial));
    }

    /// <summary>Whether another connection to the met peer is there or coming; those who wait are answered by it.</summary>
    private bool IsNeedless(PendingDial dial, NodeId peer)
    {
        Link? link;
        lock (pending)
        {
            if (!pending.Met(dial, peer)) return true;
            link = table.Find(peer);
            if (link is not { IsClosed: false, Wire: { IsDialled: true, Pulse.IsDoubted: false } }) return false;
        }

        Answer(link, TakeWaiting(dial));
        return true;
    }

    private IReadOnlyList<DialRequest> TakeWaiting(PendingDial dial)
    {
        lock (pending) return pending.End(dial);
    }

    private void Fail(PendingDial dial, string reason)
    {
        var waiting = TakeWaiting(dial);
        if (dial.Peer is { } peer && table.Find(peer) is { IsClosed: false } link)
        {
            Answer(link, waiting);
            return;
        }

        LogDialFailed(dial.Address?.ToString() ?? dial.Peer?.ShortText, reason);
        foreach (var request in waiting) users.Call(request.User, () => request.User.DialFailed(request.Address, request.Peer, reason));
    }

    private void AnswerAgain(Link link, DialRequest request) => Answer(link, [request]);

    /// <summary>An existing link answers those who dialled; when it has just ended, they dial anew.</summary>
    private void Answer(Link link, IReadOnlyList<DialRequest> requests)
    {
        bool isClosed;
        lock (announcing)
        {
            isClosed = link.IsClosed;
            foreach (var request in isClosed ? [] : requests) Announce(link, request);
        }

        if (!isClosed) link.TellHeld();
        foreach (var request in isClosed ? requests : []) Dial(request);
    }

    private async Task CarryAsync(LinkWire wire, IReadOnlyList<DialRequest> waiting)
    {
        Admit(wire, waiting, out var link);
        if (link is null) Reject(wire, waiting);
        else await delivery.ReadAsync(link, wire);
        await wire.Socket.LeaveAsync();
        wire.Socket.Dispose();
        if (link is not null) Retire(link, wire);
    }

    private void Reject(LinkWire wire, IReadOnlyList<DialRequest> waiting)
    {
        const string Reason = "this node takes no more links";
        wiring.Drops.Count(DropReason.LimitReached);
        wire.End(wiring.Handshake.Closing(Reason));
        foreach (var request in waiting) users.Call(request.User, () => request.User.DialFailed(request.Address, request.Peer, Reason));
    }

    private void Admit(LinkWire wire, IReadOnlyList<DialRequest> waiting, out Link? link)
    {
        LinkWire? loser = null;
        link = null;
        lock (announcing)
        {
            if (isStopping) return;
            var admission = table.Admit(wire, out link, out loser);
            if (link is null) return;
            if (admission == Admission.Added) AnnounceNew(link, waiting);
            else foreach (var request in waiting) Announce(link, request);
        }

        loser?.Supersede(wiring.Handshake.Closing(LinkDelivery.DuplicateReason));
        link.TellHeld();
        if (loser != wire && delivery.Directory.Own is { } own) wire.Socket.TrySend(default, new PeerRecordChanged(own));
    }

    private void AnnounceNew(Link link, IReadOnlyList<DialRequest> waiting)
    {
        foreach (var request in waiting)
        {
            link.Hold(request.User);
            users.Call(request.User, () => request.User.Dialled(request.Address, link.Peer));
        }

        users.Linked(link.Peer, link.Wire.Hello);
    }

    private void Announce(Link link, DialRequest request)
    {
        link.Hold(request.User);
        users.Call(request.User, () => request.User.Dialled(request.Address, link.Peer));
        users.Call(request.User, () => request.User.Linked(link.Peer, link.Wire.Hello));
    }

    private void Retire(Link link, LinkWire wire)
    {
        lock (announcing)
        {
            if (link.Wire != wire || link.IsClosed) return;
            lock (link.Delivery) link.IsClosed = true;
            table.Remove(link);
            var reason = wire.EndReason ?? wire.Reader.Problem ?? "the connection was lost";
            LogEnded(link.Peer.ShortText, reason);
            users.Unlinked(link.Peer, reason);
        }
    }

    [LoggerMessage(LogLevel.Debug, "Dial of {Target} failed: {Reason}")]
    private partial void LogDialFailed(string? target, string reason);

    [LoggerMessage(LogLevel.Debug, "Link with {Peer} from {Remote} refused: {Reason}")]
    private partial void LogRefused(string peer, string remote, string? reason);

    [LoggerMessage(LogLevel.Debug, "Link with {Peer} ended: {Reason}")]
    private partial void LogEnded(string peer, string reason);
}
