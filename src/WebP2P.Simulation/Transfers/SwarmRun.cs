using WebP2P.Protocols.Content;
using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Overlays;
using WebP2P.Protocols.Transfers;

namespace WebP2P.Simulation.Transfers;

/// <summary>Many nodes copy one content from one that has it and from each other, on a virtual clock, with the machines of real nodes.</summary>
public sealed class SwarmRun
{
    private const int LookMs = 100;

    private readonly SwarmOptions options;
    private readonly FlowEvents events = new();
    private readonly SimulationDigest digest = new();
    private readonly ContentId content;
    private readonly PieceMap map;
    private readonly List<SwarmNode> nodes = [];
    private readonly long halfTripUs;
    private long nowUs;

    public SwarmRun(SwarmOptions options)
    {
        this.options = options;
        content = new ContentId(new ContentHash(TransferNodes.Bytes(0)), options.SizeBytes);
        map = new PieceMap(options.SizeBytes);
        halfTripUs = options.RoundTripMs * 500L;
        var dice = new SeededDice(options.Seed);
        for (var number = 0; number <= options.Leechers; number++) nodes.Add(new SwarmNode(number, options, content, dice, events));
        foreach (var node in nodes.Skip(1)) Meet(node, dice);
        foreach (var node in nodes) events.Add(dice.Below(options.NewsMs) * 1_000L, () => TellNews(node));
    }

    public SwarmOutcome Run(long untilMs)
    {
        foreach (var node in nodes.Skip(1)) Door(node, plan => plan.Start(true, node.Turn));
        while (nodes.Skip(1).Any(node => node.DoneMs is null) && events.NextMs is { } atUs && atUs <= untilMs * 1_000)
        {
            nowUs = atUs;
            events.Take()();
        }
        var done = nodes.Where(node => node.DoneMs is not null).ToList();
        return new SwarmOutcome(done.Count, done.Count == 0 ? 0 : done.Max(node => node.DoneMs!.Value), options.SizeBytes * 1_000 / options.SeedBytesPerSecond, nodes[0].Uplink.AllSentBytes(nowUs), digest.Value);
    }

    /// <summary>Everybody hears of everybody, each in another order, as an index would tell.</summary>
    private void Meet(SwarmNode node, SeededDice dice)
    {
        var others = nodes.Where(other => other != node).ToArray();
        for (var left = others.Length; left > 1; left--)
        {
            var drawn = dice.Below(left);
            (others[drawn], others[left - 1]) = (others[left - 1], others[drawn]);
        }
        events.Add(0, () =>
        {
            foreach (var other in others) Door(node, plan => plan.SourceFound(other.Id, node.Turn));
        });
    }

    private void Door(SwarmNode node, Action<DownloadPlan> door)
    {
        if (node.Plan is not { } plan || node.DoneMs is not null) return;
        node.Turn.Begin(nowUs / 1_000);
        foreach (var (key, flow) in node.Requests)
        {
            if (flow.BegunUs is { } begunUs) plan.Progress(key.Source, key.Connection, NodeOf(key.Source).Uplink.Here(flow, nowUs), begunUs / 1_000, nowUs / 1_000);
        }
        door(plan);
        foreach (var line in node.Turn.Actions.ToList()) Perform(node, line);
    }

    private void QueueDoor(SwarmNode node, Action<UploadQueue> door)
    {
        node.Turn.Begin(nowUs / 1_000);
        door(node.Queue);
        foreach (var line in node.Turn.Actions.ToList())
        {
            if (line.Kind == TransferActionKind.Send) Send(node, line.Peer, (Message)line.Payload!);
            else if (line.Kind == TransferActionKind.Wake) WakeQueue(node, line.DelayMs);
        }
    }

    private void Perform(SwarmNode node, in TransferAction line)
    {
        digest.Add(nowUs, StepKind.Requested, node.Number, (int)line.Kind, line.Request.Piece);
        var (peer, request, ticket) = (line.Peer, line.Request, line.Ticket);
        switch (line.Kind)
        {
            case TransferActionKind.Hold: events.Add(nowUs + 4 * halfTripUs, () => Door(node, plan => plan.Linked(peer, node.Turn))); break;
            case TransferActionKind.Send: Send(node, peer, (Message)line.Payload!); break;
            case TransferActionKind.Fetch: Fetch(node, request, ticket); break;
            case TransferActionKind.Abandon: Abandon(node, request); break;
            case TransferActionKind.Wake: WakePlan(node, line.DelayMs); break;
            case TransferActionKind.Note when line.Payload is AllPiecesVerified: node.DoneMs = nowUs / 1_000; break;
        }
    }

    private void Send(SwarmNode from, NodeId to, Message message) => events.Add(nowUs + halfTripUs, () => Receive(NodeOf(to), from, message));

    private void Receive(SwarmNode node, SwarmNode from, Message message)
    {
        switch (message)
        {
            case Want:
                Send(node, from.Id, node.Have(map.Count, from.Id));
                QueueDoor(node, queue => queue.Want(from.Id, content, node.Turn));
                break;
            case Unwant: QueueDoor(node, queue => queue.Unwant(from.Id, content, node.Turn)); break;
            default: Door(node, plan => plan.Receive(from.Id, message, node.Turn)); break;
        }
    }

    private void Fetch(SwarmNode node, PieceRequest request, UInt128 ticket)
    {
        var source = NodeOf(request.Peer);
        var flow = new SimulatedFlow(request, map, whole => PieceWhole(node, whole));
        node.Requests[(request.Peer, request.Connection)] = flow;
        events.Add(nowUs + 2 * halfTripUs, () =>
        {
            if (flow.IsAbandoned) return;
            if (source.Queue.May(node.Id, content, ticket, nowUs / 1_000)) source.Uplink.Begin(flow, nowUs);
            else Refuse(node, flow);
        });
    }

    private void Refuse(SwarmNode node, SimulatedFlow flow)
    {
        node.Requests.Remove((flow.Request.Peer, flow.Request.Connection));
        Door(node, plan => plan.PieceFailed(flow.Request.Peer, flow.Request.Connection, FetchFailure.Busy, "It has no slot.", node.Turn));
    }

    private void PieceWhole(SwarmNode node, SimulatedFlow flow)
    {
        if (flow.IsAbandoned) return;
        var key = (flow.Request.Peer, flow.Request.Connection);
        if (flow.IsOver) node.Requests.Remove(key);
        Door(node, plan =>
        {
            if (plan.PieceArrived(key.Peer, key.Connection, true, node.Turn)) node.Arrived.Add(flow.Piece - 1);
        });
    }

    private void Abandon(SwarmNode node, PieceRequest request)
    {
        if (!node.Requests.Remove((request.Peer, request.Connection), out var flow)) return;
        flow.IsAbandoned = true;
        events.Add(nowUs + 2 * halfTripUs, () => NodeOf(request.Peer).Uplink.End(flow, nowUs));
    }

    private void TellNews(SwarmNode node)
    {
        foreach (var peer in node.Queue.Wishes.Select(wish => wish.Peer).ToList())
        {
            if (node.News(peer, nowUs / 1_000) is { } news) Send(node, peer, news);
        }
        events.Add(nowUs + LookMs * 1_000L, () => TellNews(node));
    }

    private void WakePlan(SwarmNode node, long delayMs)
    {
        var number = ++node.PlanWakes;
        events.Add(nowUs + delayMs * 1_000, () => Door(node, plan => plan.Elapsed(node.Turn)), () => number == node.PlanWakes);
    }

    private void WakeQueue(SwarmNode node, long delayMs)
    {
        var number = ++node.QueueWakes;
        events.Add(nowUs + delayMs * 1_000, () => QueueDoor(node, queue => queue.Elapsed(node.Turn)), () => number == node.QueueWakes);
    }

    private SwarmNode NodeOf(NodeId id) => nodes[TransferNodes.NumberOf(id)];
}
