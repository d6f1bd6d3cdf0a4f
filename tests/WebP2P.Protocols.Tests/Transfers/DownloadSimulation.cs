using WebP2P.Protocols.Content;
using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Transfers;

namespace WebP2P.Protocols.Tests.Transfers;

/// <summary>One plan against simulated sources on a virtual clock; a source shares its rate among its requests.</summary>
internal sealed class DownloadSimulation
{
    private readonly TransferTurn turn;
    private readonly PriorityQueue<Action, (long AtMs, long Order)> events = new();
    private readonly Dictionary<NodeId, SimulatedSource> sources;
    private readonly Dictionary<NodeId, long> busyUntilMs = [];
    private readonly Dictionary<(NodeId Peer, int Connection), long> current = [];
    private long order;
    private long wakeOrder;

    public DownloadSimulation(int pieces, ulong seed, params SimulatedSource[] all)
    {
        turn = new TransferTurn(new TransferDice(seed));
        sources = all.ToDictionary(source => source.Peer);
        Plan = new DownloadPlan(TransferNames.ContentOf(pieces), new Bitfield(pieces), (int)(seed % (ulong)pieces));
        foreach (var source in all) At(source.JoinsAtMs, () => Plan.SourceFound(source.Peer, turn));
    }

    public DownloadPlan Plan { get; }

    public long NowMs { get; private set; }

    public bool IsDone { get; private set; }

    /// <summary>Most bytes that were on their way at the same time.</summary>
    public long InFlightBytesMax { get; private set; }

    /// <summary>Whole pieces that were asked for, right or wrong, counted or not.</summary>
    public int Fetched { get; private set; }

    /// <summary>FNV over everything the plan wanted: the same seed gives the same.</summary>
    public ulong Digest { get; private set; } = 14695981039346656037;

    public void Run(long untilMs)
    {
        Door(() => Plan.Start(true, turn));
        while (!IsDone && events.TryDequeue(out var happened, out var when) && when.AtMs <= untilMs)
        {
            NowMs = when.AtMs;
            Door(happened);
        }
    }

    private void Door(Action door)
    {
        turn.Begin(NowMs);
        door();
        foreach (var line in turn.Actions.ToList()) Perform(line);
        InFlightBytesMax = Math.Max(InFlightBytesMax, Plan.Requests.Sum(request => (long)Plan.Map.Length(request.Piece)));
    }

    private void Perform(TransferAction line)
    {
        Digest = (Digest ^ ((ulong)line.Kind + (ulong)line.Request.Piece * 31 + line.Peer.Value.High)) * 1099511628211;
        switch (line.Kind)
        {
            case TransferActionKind.Hold: After(40, () => Link(line.Peer)); break;
            case TransferActionKind.Send when line.Payload is Want: After(20, () => Answer(line.Peer)); break;
            case TransferActionKind.Fetch: Fetch(sources[line.Peer], line.Request); break;
            case TransferActionKind.Abandon: current.Remove((line.Peer, line.Request.Connection)); break;
            case TransferActionKind.Wake: Wake(line.DelayMs); break;
            case TransferActionKind.Note when line.Payload is AllPiecesVerified: IsDone = true; break;
        }
    }

    private void Link(NodeId peer)
    {
        if (sources[peer].IsAlive(NowMs)) Plan.Linked(peer, turn);
        else Plan.Unlinked(peer, "It does not answer.", turn);
    }

    private void Answer(NodeId peer)
    {
        var pieces = sources[peer].Pieces?.Copy() ?? Full(Plan.Map.Count);
        Plan.Receive(peer, new Have(Plan.Content, pieces.ToBytes()), turn);
        Plan.Receive(peer, new Granted(Plan.Content, 1), turn);
    }

    private void Fetch(SimulatedSource source, PieceRequest request)
    {
        Fetched++;
        Assert.True(Plan.Requests.Count(other => other.Piece == request.Piece) <= PiecePicker.CopiesMax);
        Assert.True(source.Pieces is null || source.Pieces[request.Piece]);
        var startMs = Math.Max(NowMs, busyUntilMs.GetValueOrDefault(source.Peer));
        var endMs = startMs + 1 + Plan.Map.Length(request.Piece) / source.BytesPerMs;
        busyUntilMs[source.Peer] = endMs;
        var number = current[(source.Peer, request.Connection)] = ++order;
        if (endMs < source.DiesAtMs) At(endMs, () => Arrive(source, request, number));
        else At(Math.Max(NowMs, source.DiesAtMs) + 20_000, () => Fail(source, request, number));
    }

    private void Arrive(SimulatedSource source, PieceRequest request, long number)
    {
        if (current.Remove((source.Peer, request.Connection), out var now) && now == number) Plan.PieceArrived(source.Peer, request.Connection, !source.Lies, turn);
        else if (now != 0) current[(source.Peer, request.Connection)] = now;
    }

    private void Fail(SimulatedSource source, PieceRequest request, long number)
    {
        if (current.GetValueOrDefault((source.Peer, request.Connection)) != number) return;
        current.Remove((source.Peer, request.Connection));
        Plan.PieceFailed(source.Peer, request.Connection, FetchFailure.Stalled, "Nothing came for 20 s.", turn);
    }

    private void Wake(long delayMs)
    {
        var number = ++wakeOrder;
        After(delayMs, () =>
        {
            if (number == wakeOrder) Plan.Elapsed(turn);
        });
    }

    private void After(long delayMs, Action door) => At(NowMs + delayMs, door);

    private void At(long atMs, Action door) => events.Enqueue(door, (atMs, ++order));

    private static Bitfield Full(int count)
    {
        var full = new Bitfield(count);
        full.SetAll();
        return full;
    }
}
