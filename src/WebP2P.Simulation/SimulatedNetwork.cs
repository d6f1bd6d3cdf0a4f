using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Overlays;

namespace WebP2P.Simulation;

/// <summary>
/// Nodes with the same machines as a real node has, in one thread under a virtual clock: the same seed and calls give the same run,
/// which <see cref="Digest"/> tells.
/// </summary>
public sealed class SimulatedNetwork
{
    private readonly SimulationOptions options;
    private readonly EventQueue queue;
    private readonly SimulationDigest digest = new();
    private readonly SimulationLimits limits;
    private readonly SeededDice dice;
    private readonly Turn turn;
    private readonly SimulatedTransit transit;
    private readonly SimulatedLinks links;
    private readonly SimulatedDials dials;
    private readonly SimulatedSessions sessions;
    private int sender;
    private uint wakes;
    private bool performs;

    /// <exception cref="ArgumentException">The options have <see cref="SimulationOptions.Problems"/>.</exception>
    public SimulatedNetwork(SimulationOptions options)
    {
        if (options.Problems() is { Count: > 0 } problems) throw new ArgumentException(string.Join(" ", problems), nameof(options));
        this.options = options;
        limits = new SimulationLimits(options);
        queue = options.UsesHeap ? new EventHeap(IsAlive) : new TimingWheel(IsAlive, new ReadAhead(Table).Show);
        dice = new SeededDice(options.Seed);
        turn = new Turn(dice);
        transit = new SimulatedTransit(this, options, dice, queue);
        links = new SimulatedLinks(this, options, transit);
        dials = new SimulatedDials(this, options, dice, links);
        sessions = new SimulatedSessions(this, options, dice);
        Partitions = new SimulatedPartitions(this, options);
        Partitions.Plan(options.Partitions);
    }

    /// <summary>Virtual time since the start, in ms.</summary>
    public long NowMs { get; private set; }

    public long WallUnixMs => options.WallStartUnixMs + NowMs;

    /// <summary>What the node's own clock says.</summary>
    public long WallUnixMsOf(SimulatedNode node) => WallUnixMs + node.ClockSkewMs;

    /// <summary>Over every step so far: time, kind, from, to and type of message.</summary>
    public ulong Digest => digest.Value;

    public SimulationMetrics Metrics { get; } = new();

    public CountingSeal Seal { get; } = new();

    /// <summary>Dice for whoever drives the network, from the same seed.</summary>
    public Dice Dice => dice;

    /// <summary>In the order they were added.</summary>
    public IReadOnlyList<SimulatedNode> Nodes => Table.Nodes;

    /// <summary>Is shown every step, in order.</summary>
    public Action<SimulatedStep>? Observer { get; set; }

    /// <summary>Is told every notice, as it is written; it may take notes, but ask nothing of the network.</summary>
    public Action<SimulatedNode, Notice>? Noticed { get; set; }

    /// <summary>Is called when a node of <see cref="LetComeAndGo"/> came back, so that it can be told again what its machines forgot.</summary>
    public Action<SimulatedNode>? Returned { get; set; }

    internal NodeTable Table { get; } = new();

    internal SimulatedPartitions Partitions { get; }

    /// <summary>Adds a node and starts it.</summary>
    /// <param name="make">Makes its machines, at every start anew.</param>
    /// <param name="address">Null: one of its own.</param>
    /// <exception cref="SimulationLimitException">More nodes or memory than the options allow.</exception>
    public SimulatedNode Add(string name, Func<SimulatedNode, IReadOnlyList<HostedMachine>> make, PeerAddress? address = null)
    {
        limits.CheckNode(Table.Count);
        var number = Table.Count;
        var node = new SimulatedNode(number, name, make, Table);
        if (options.ClockSkewMaxMs > 0) node.ClockSkewMs = dice.Below(2 * options.ClockSkewMaxMs + 1) - options.ClockSkewMaxMs;
        Table.Add(node, new SeededDice(SeededDice.Hash(options.Seed, (ulong)(uint)number + 1)));
        Partitions.Place(node);
        Start(node, address ?? node.Address);
        return node;
    }

    /// <summary>Starts a node that is down, at this address from now on.</summary>
    public void Start(SimulatedNode node, PeerAddress address)
    {
        if (node.IsUp) throw new InvalidOperationException($"{node.Name} is up already.");
        Table.Move(node, address);
        node.Begin();
        Record(StepKind.Started, null, node, address);
        foreach (var machine in node.Hosted)
        {
            machine.Overlay.Start(Begin(node));
            Perform(node, machine);
        }
    }

    /// <summary>Links two nodes that are up, at once and without a dial: both are told of the link, and both hold it.</summary>
    /// <param name="capabilities">What both say in their hello; null: each its own <see cref="SimulatedNode.Capabilities"/>.</param>
    public void Connect(SimulatedNode one, SimulatedNode two, IReadOnlyList<string>? capabilities = null) => links.Connect(one, two, capabilities);

    /// <summary>The node is gone without a word; its peers notice by missing pings.</summary>
    public void Kill(SimulatedNode node)
    {
        links.Abandon(node);
        node.End();
        Record(StepKind.Killed, null, node, null);
    }

    /// <summary>The node closes its links and ends.</summary>
    public void Leave(SimulatedNode node)
    {
        links.CloseAll(node, "the node is leaving.");
        node.End();
        Record(StepKind.Killed, null, node, null);
    }

    /// <summary>From now on the node, which is up, has sessions and absences as the options say; unless somebody else ends or starts it.</summary>
    public void LetComeAndGo(SimulatedNode node) => sessions.Begin(node);

    /// <summary>From now on those for whom it is true, and those who come later, cannot reach the others; gives the number for <see cref="Heal"/>.</summary>
    public int Split(Func<SimulatedNode, bool> side) => Partitions.Begin(side);

    /// <summary>Partitions that come and go by themselves, their times counted from now.</summary>
    public void Split(IReadOnlyList<SimulatedPartition> partitions) => Partitions.Plan(partitions);

    public void Heal(int partition) => Partitions.End(partition);

    /// <summary>The node asks its machines for something.</summary>
    public void Request(SimulatedNode node, OwnRequest request)
    {
        Record(StepKind.Requested, null, node, request);
        foreach (var machine in node.Hosted)
        {
            machine.Overlay.Request(request, Begin(node));
            Perform(node, machine);
        }
    }

    public bool AreLinked(SimulatedNode one, SimulatedNode two) => Table[one.Number] == one && SimulatedLinks.AreLinked(one, two);

    public SimulatedNode? Find(NodeId id) => Table.NumberOf(id) is var number and >= 0 ? Table[number] : null;

    public SimulatedNode? Find(PeerAddress address) => Table.Find(address);

    /// <summary>Whether nothing is left to do but housekeeping.</summary>
    public bool Settled() => queue.NextMs() is var nextMs && (nextMs == EventQueue.Never || nextMs > NowMs + options.QuietMs);

    /// <summary>Runs until the network is settled; false when it was not within this virtual time.</summary>
    public bool RunUntilSettled(long withinMs) => RunUntil(Settled, withinMs);

    /// <summary>Runs until the condition holds; false when it did not within this virtual time.</summary>
    /// <exception cref="SimulationLimitException">More events, virtual time or memory than the options allow.</exception>
    public bool RunUntil(Func<bool> condition, long withinMs)
    {
        var endMs = NowMs + withinMs;
        while (!condition())
        {
            if (Step(endMs)) continue;
            NowMs = endMs;
            return condition();
        }
        return true;
    }

    public void RunFor(long durationMs)
    {
        var endMs = NowMs + durationMs;
        while (Step(endMs))
        {
        }
        NowMs = endMs;
    }

    internal void At(long timeMs, Action run) =>
        queue.Add(new SimulatedEvent { TimeMs = Math.Max(timeMs, NowMs), Kind = EventKind.Call, Payload = run });

    /// <summary>Unless the life of the node ended before.</summary>
    internal void After(long delayMs, SimulatedNode node, Action run) =>
        queue.Add(new SimulatedEvent { TimeMs = NowMs + delayMs, Kind = EventKind.LifeCall, To = node.Number, Serial = (uint)node.Life, Payload = run });

    internal void CutLinksApart() => links.CutApart();

    internal void Record(StepKind kind, SimulatedNode? from, SimulatedNode to, object? payload, int type = 0)
    {
        digest.Add(NowMs, kind, from?.Number ?? -1, to.Number, type);
        Observer?.Invoke(new SimulatedStep(NowMs, kind, from, to, payload));
    }

    internal void RecordDelivery(int from, int to, Message message, MessageType type, in Header header)
    {
        sender = from;
        digest.Add(NowMs, StepKind.Delivered, from, to, (int)type);
        Observer?.Invoke(new SimulatedStep(NowMs, StepKind.Delivered, Table[from], Table[to], message) { Header = header });
    }

    /// <summary>The turn for one door of one machine of this node.</summary>
    internal Turn Begin(SimulatedNode node) => Begin(node.Number);

    /// <summary>The same by the node's number, so that the node itself is not looked at.</summary>
    internal Turn Begin(int node)
    {
        if (performs) throw new InvalidOperationException("Whoever watches a network asks nothing of it while a machine's turn is performed.");
        turn.Begin(NowMs, options.ClockSkewMaxMs == 0 ? WallUnixMs : WallUnixMsOf(Table[node]), Table.StateOf(node).Dice);
        return turn;
    }

    /// <summary>Schedules what the machine wrote; nothing happens inside a door.</summary>
    internal void Perform(SimulatedNode node, HostedMachine machine) => Perform(node.Number, machine.Index);

    internal void Perform(int node, int machine)
    {
        performs = true;
        foreach (ref readonly var action in turn.Written)
        {
            if (action.Kind == TurnActionKind.Send) transit.Send(node, action);
            else if (action.Kind == TurnActionKind.Drop) Drop(node, action);
            else Perform(Table[node], Table[node].Hosted[machine], action);
        }
        performs = false;
    }

    private static TimerKey TimerOf(in SimulatedEvent due) => new(due.From, new UInt128(due.High, due.Low));

    private bool IsAlive(in SimulatedEvent waiting)
    {
        var node = Table[waiting.To];
        if (waiting.Kind != EventKind.Timer) return (uint)node.Life == waiting.Serial;
        return waiting.Slot < node.Hosted.Length && node.Hosted[waiting.Slot].Timers.IsNewest(TimerOf(waiting), waiting.Serial);
    }

    private bool Step(long untilMs)
    {
        if (!queue.TryTake(untilMs, out var due)) return false;
        NowMs = due.TimeMs;
        limits.CheckEvent(++Metrics.Steps, NowMs);
        switch (due.Kind)
        {
            case EventKind.Message: transit.Deliver(due); break;
            case EventKind.Timer: Elapse(due); break;
            case EventKind.Answer: Answer(due); break;
            default: ((Action)due.Payload!)(); break;
        }
        return true;
    }

    private void Perform(SimulatedNode node, HostedMachine machine, in TurnAction action)
    {
        switch (action.Kind)
        {
            case TurnActionKind.Dial: dials.Dial(node, machine, (PeerAddress?)action.Payload, action.Value == 1 ? action.Peer : null); break;
            case TurnActionKind.Release: links.Release(node, machine, action.Peer, (string)action.Payload!); break;
            case TurnActionKind.Wake: Wake(node, machine, action.Timer, action.Value); break;
            case TurnActionKind.Ask: Ask(node, machine, action); break;
            case TurnActionKind.Note: Note(node, (Notice)action.Payload!); break;
        }
    }

    private void Wake(SimulatedNode node, HostedMachine machine, TimerKey timer, long delayMs)
    {
        if (delayMs < 0)
        {
            machine.Timers.Remove(timer);
            return;
        }
        machine.Timers.Set(timer, ++wakes);
        queue.Add(new SimulatedEvent
        {
            TimeMs = NowMs + delayMs,
            Kind = EventKind.Timer,
            To = node.Number,
            Slot = machine.Index,
            From = timer.Kind,
            High = (ulong)(timer.Subject >> 64),
            Low = (ulong)timer.Subject,
            Serial = wakes,
        });
    }

    private void Elapse(in SimulatedEvent due)
    {
        var node = Table[due.To];
        var machine = node.Hosted[due.Slot];
        var timer = TimerOf(due);
        machine.Timers.Remove(timer);
        Record(StepKind.Elapsed, null, node, Observer is null ? null : timer, timer.Kind);
        machine.Overlay.Elapsed(timer, Begin(node));
        Perform(node, machine);
    }

    private void Ask(SimulatedNode node, HostedMachine machine, in TurnAction action)
    {
        node.AnsweredUntilMs = Math.Max(node.AnsweredUntilMs, NowMs + options.AnswerDelay.DrawMs(dice));
        queue.Add(new SimulatedEvent
        {
            TimeMs = node.AnsweredUntilMs,
            Kind = EventKind.Answer,
            To = node.Number,
            Slot = machine.Index,
            Low = (ulong)action.Value,
            Serial = (uint)node.Life,
            Payload = action.Payload,
        });
    }

    private void Answer(in SimulatedEvent due)
    {
        var node = Table[due.To];
        var machine = node.Hosted[due.Slot];
        var answer = node.Answers((Question)due.Payload!);
        Record(StepKind.Answered, null, node, answer);
        machine.Overlay.Answered(new Ticket((long)due.Low), answer, Begin(node));
        Perform(node, machine);
    }

    private void Note(SimulatedNode node, Notice notice)
    {
        if (options.KeepsNotices) node.Notices.Add(notice);
        Noticed?.Invoke(node, notice);
        Record(StepKind.Noted, null, node, notice);
    }

    private void Drop(int node, in TurnAction action)
    {
        var reason = (DropReason)action.Value;
        Metrics.Count(reason);
        // Mostly it is the message that was just delivered, whose sender need not be looked up.
        var from = SimulatedIds.IdOf(sender) == action.Peer ? sender : Table.NumberOf(action.Peer);
        digest.Add(NowMs, StepKind.Dropped, from, node, (int)reason);
        Observer?.Invoke(new SimulatedStep(NowMs, StepKind.Dropped, from < 0 ? null : Table[from], Table[node], reason));
    }
}
