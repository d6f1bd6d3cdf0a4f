using WebP2P.Protocols.Content;
using WebP2P.Protocols.Transfers;

namespace WebP2P.Simulation.Transfers;

/// <summary>One download against scripted sources on a virtual clock: the same seed and scripts, the same run.</summary>
public sealed class DownloadRun
{
    private readonly FlowEvents events = new();
    private readonly SeededDice dice;
    private readonly TransferTurn turn;
    private readonly List<SimulatedSource> sources = [];
    private readonly SimulationDigest digest = new();
    private readonly DownloadPlan plan;
    private long nowUs;
    private long wakes;
    private long inFlightBytesMax;
    private bool isDone;

    public DownloadRun(long sizeBytes, ulong seed, IReadOnlyList<SourceScript> scripts, bool isSequential = false)
    {
        dice = new SeededDice(seed);
        turn = new TransferTurn(dice);
        var content = new ContentId(new ContentHash(TransferNodes.Bytes(0)), sizeBytes);
        var map = new PieceMap(sizeBytes);
        plan = new DownloadPlan(content, new Bitfield(map.Count), dice.Below(map.Count), null, isSequential);
        foreach (var script in scripts)
        {
            var source = new SimulatedSource(sources.Count, TransferNodes.Id(sources.Count + 1), script, new SimulatedUplink(events, script.BytesPerSecond));
            sources.Add(source);
            At(script.JoinsAtMs * 1_000, () => plan.SourceFound(source.Peer, turn));
            if (script.DiesAtMs < long.MaxValue) At(script.DiesAtMs * 1_000, () => Die(source));
        }
    }

    public DownloadPlan Plan => plan;

    /// <summary>Doors of the plan that were called.</summary>
    public long Decisions { get; private set; }

    /// <param name="untilMs">Virtual time after which it counts as not done.</param>
    public DownloadOutcome Run(long untilMs)
    {
        Door(() => plan.Start(true, turn));
        while (!isDone && events.NextMs is { } atUs && atUs <= untilMs * 1_000)
        {
            nowUs = atUs;
            events.Take()();
        }
        var (boundMs, giving) = DownloadBound.Of(plan.Content.SizeBytes, sources);
        var requestMs = giving.Count == 0 ? 0 : plan.Map.PieceBytes * 1_000L * giving.Count / giving.Sum(source => source.Script.BytesPerSecond) + giving.Sum(source => (long)source.Script.RoundTripMs) / giving.Count;
        var sent = sources.Sum(source => source.Uplink.AllSentBytes(nowUs));
        return new DownloadOutcome(isDone, nowUs / 1_000, boundMs, requestMs, sent - plan.Content.SizeBytes, inFlightBytesMax, digest.Value);
    }

    private void Door(Action door)
    {
        if (isDone) return;
        turn.Begin(nowUs / 1_000);
        foreach (var source in sources) Report(source);
        Decisions++;
        door();
        foreach (var line in turn.Actions.ToList()) Perform(line);
        inFlightBytesMax = Math.Max(inFlightBytesMax, plan.InFlightBytes);
    }

    private void Report(SimulatedSource source)
    {
        foreach (var flow in source.Connections)
        {
            if (flow is { BegunUs: { } begunUs }) plan.Progress(source.Peer, flow.Request.Connection, source.Uplink.Here(flow, nowUs), begunUs / 1_000, nowUs / 1_000);
        }
    }

    private void Perform(in TransferAction line)
    {
        digest.Add(nowUs, StepKind.Requested, (int)line.Kind, line.Request.Piece, line.Request.Count);
        if (line.Kind == TransferActionKind.Wake) Wake(line.DelayMs);
        else if (line.Kind == TransferActionKind.Note) isDone |= line.Payload is AllPiecesVerified;
        else Perform(line, sources[TransferNodes.NumberOf(line.Peer) - 1]);
    }

    private void Perform(in TransferAction line, SimulatedSource source)
    {
        var request = line.Request;
        switch (line.Kind)
        {
            case TransferActionKind.Hold: After(source, 2, () => Link(source)); break;
            case TransferActionKind.Send when line.Payload is Want: After(source, 1, () => Answer(source)); break;
            case TransferActionKind.Fetch: Fetch(source, request); break;
            case TransferActionKind.Abandon: Abandon(source, request); break;
        }
    }

    private void Link(SimulatedSource source)
    {
        if (source.IsDead(nowUs)) plan.Unlinked(source.Peer, "It does not answer.", turn);
        else plan.Linked(source.Peer, turn);
    }

    private void Answer(SimulatedSource source)
    {
        if (source.IsDead(nowUs)) return;
        source.GrantedMs ??= nowUs / 1_000;
        var pieces = source.Script.Pieces ?? TransferNodes.Whole(plan.Map.Count);
        plan.Receive(source.Peer, new Have(plan.Content, pieces.ToBytes()), turn);
        plan.Receive(source.Peer, new Granted(plan.Content, 1), turn);
    }

    private void Fetch(SimulatedSource source, PieceRequest request)
    {
        var flow = new SimulatedFlow(request, plan.Map, whole => PieceWhole(source, whole));
        source.Connections[request.Connection] = flow;
        // A connection that was given up is made anew: two round trips more.
        var trips = source.Closed[request.Connection] ? 3 : 1;
        source.Closed[request.Connection] = false;
        events.Add(nowUs + trips * source.Script.RoundTripMs * 1_000L, () => Begin(source, flow));
    }

    private void Begin(SimulatedSource source, SimulatedFlow flow)
    {
        if (flow.IsAbandoned) return;
        if (!source.IsDead(nowUs)) source.Uplink.Begin(flow, nowUs);
        else Fail(source, flow);
    }

    private void PieceWhole(SimulatedSource source, SimulatedFlow flow)
    {
        if (flow.IsAbandoned) return;
        if (flow.IsOver) source.Connections[flow.Request.Connection] = null;
        var isRight = source.Script.LiesPerMille == 0 || dice.Below(1_000) >= source.Script.LiesPerMille;
        Door(() => plan.PieceArrived(source.Peer, flow.Request.Connection, isRight, turn));
    }

    /// <summary>The source goes on giving until it hears that nobody waits.</summary>
    private void Abandon(SimulatedSource source, PieceRequest request)
    {
        if (source.Connections[request.Connection] is not { } flow) return;
        flow.IsAbandoned = true;
        source.Connections[request.Connection] = null;
        source.Closed[request.Connection] = true;
        events.Add(nowUs + source.Script.RoundTripMs * 1_000L, () => source.Uplink.End(flow, nowUs));
    }

    private void Die(SimulatedSource source)
    {
        foreach (var flow in source.Connections.OfType<SimulatedFlow>().ToList())
        {
            if (flow.BegunUs is not null) Fail(source, flow);
        }
        if (!source.Script.DiesSilently) plan.Unlinked(source.Peer, "The link broke.", turn);
    }

    private void Fail(SimulatedSource source, SimulatedFlow flow)
    {
        source.Uplink.End(flow, nowUs);
        var (failure, delayMs) = source.Script.DiesSilently ? (FetchFailure.Stalled, StallMs) : (FetchFailure.Broken, 0);
        At(nowUs + delayMs * 1_000, () =>
        {
            if (source.Connections[flow.Request.Connection] != flow) return;
            source.Connections[flow.Request.Connection] = null;
            plan.PieceFailed(source.Peer, flow.Request.Connection, failure, "It ended.", turn);
        });
    }

    private const long StallMs = 20_000;

    private void Wake(long delayMs)
    {
        var number = ++wakes;
        events.Add(nowUs + delayMs * 1_000, () => Door(() => plan.Elapsed(turn)), () => number == wakes);
    }

    private void After(SimulatedSource source, int roundTrips, Action door) => At(nowUs + roundTrips * source.Script.RoundTripMs * 1_000L, door);

    private void At(long atUs, Action door) => events.Add(atUs, () => Door(door));
}
