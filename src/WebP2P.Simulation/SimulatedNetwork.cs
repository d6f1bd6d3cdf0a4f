using System.Buffers.Binary;
using System.Security.Cryptography;
using WebP2P.Protocols;
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
    private readonly EventQueue queue = new();
    private readonly SimulationDigest digest = new();
    private readonly SeededDice dice;
    private readonly Turn turn;
    private readonly SimulatedLinks links;
    private readonly Dictionary<NodeId, SimulatedNode> byId = [];
    private readonly Dictionary<PeerAddress, SimulatedNode> byAddress = [];
    private readonly List<SimulatedNode> nodes = [];
    private long wakes;

    public SimulatedNetwork(SimulationOptions options)
    {
        this.options = options;
        dice = new SeededDice(options.Seed);
        turn = new Turn(dice);
        links = new SimulatedLinks(this, options, dice);
    }

    /// <summary>Virtual time since the start, in ms.</summary>
    public long NowMs { get; private set; }

    public long WallUnixMs => options.WallStartUnixMs + NowMs;

    /// <summary>Over every step so far: time, kind, from, to and type of message.</summary>
    public ulong Digest => digest.Value;

    public SimulationMetrics Metrics { get; } = new();

    public CountingSeal Seal { get; } = new();

    /// <summary>Dice for whoever drives the network, from the same seed.</summary>
    public Dice Dice => dice;

    /// <summary>In the order they were added.</summary>
    public IReadOnlyList<SimulatedNode> Nodes => nodes;

    /// <summary>Is shown every step, in order.</summary>
    public Action<SimulatedStep>? Observer { get; set; }

    /// <summary>Adds a node and starts it.</summary>
    /// <param name="make">Makes its machines, at every start anew.</param>
    public SimulatedNode Add(string name, Func<SimulatedNode, IReadOnlyList<HostedMachine>> make)
    {
        var node = new SimulatedNode(nodes.Count, name, IdOf(nodes.Count), make);
        nodes.Add(node);
        byId.Add(node.Id, node);
        Start(node, node.Address);
        return node;
    }

    /// <summary>Starts a node that is down, at this address from now on.</summary>
    public void Start(SimulatedNode node, PeerAddress address)
    {
        if (node.IsUp) throw new InvalidOperationException($"{node.Name} is up already.");
        if (byAddress.GetValueOrDefault(node.Address) == node) byAddress.Remove(node.Address);
        node.Address = address;
        byAddress[address] = node;
        node.Begin();
        Record(StepKind.Started, null, node, address);
        foreach (var machine in node.Machines) Call(node, machine, (overlay, now) => overlay.Start(now));
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

    /// <summary>The node asks its machines for something.</summary>
    public void Request(SimulatedNode node, OwnRequest request)
    {
        Record(StepKind.Requested, null, node, request);
        foreach (var machine in node.Machines) Call(node, machine, (overlay, now) => overlay.Request(request, now));
    }

    public bool AreLinked(SimulatedNode one, SimulatedNode two) => links.AreLinked(one, two);

    public SimulatedNode? Find(NodeId id) => byId.GetValueOrDefault(id);

    public SimulatedNode? Find(PeerAddress address) => byAddress.GetValueOrDefault(address);

    /// <summary>Whether nothing is left to do but housekeeping.</summary>
    public bool Settled() => queue.NextMs is not { } nextMs || nextMs > NowMs + options.QuietMs;

    /// <summary>Runs until the network is settled; false when it was not within this virtual time.</summary>
    public bool RunUntilSettled(long withinMs) => RunUntil(Settled, withinMs);

    /// <summary>Runs until the condition holds; false when it did not within this virtual time.</summary>
    public bool RunUntil(Func<bool> condition, long withinMs)
    {
        var endMs = NowMs + withinMs;
        while (!condition())
        {
            if (queue.NextMs is not { } nextMs || nextMs > endMs)
            {
                NowMs = endMs;
                return condition();
            }
            Step(nextMs);
        }
        return true;
    }

    public void RunFor(long durationMs) => RunUntil(() => false, durationMs);

    internal void At(long timeMs, Action run) => queue.Add(timeMs, run);

    internal void After(long delayMs, SimulatedNode node, int life, Action run) => queue.Add(NowMs + delayMs, run, () => node.Life == life);

    internal void Record(StepKind kind, SimulatedNode? from, SimulatedNode to, object? payload, int type = 0)
    {
        digest.Add(NowMs, kind, from?.Number ?? -1, to.Number, type);
        Observer?.Invoke(new SimulatedStep(NowMs, kind, from, to, payload));
    }

    internal void Lose(SimulatedNode from, Message message)
    {
        Metrics.Lost++;
        Record(StepKind.Lost, null, from, message);
    }

    /// <summary>Opens one door of one machine and schedules what it wants; nothing happens inside the door.</summary>
    internal void Call(SimulatedNode node, HostedMachine machine, Action<IOverlay, Turn> door)
    {
        turn.Begin(NowMs, WallUnixMs);
        door(machine.Overlay, turn);
        foreach (var action in turn.Actions) Perform(node, machine, action);
    }

    private static NodeId IdOf(int number)
    {
        Span<byte> name = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(name, number);
        return new NodeId(new Bytes32(SHA256.HashData(name)));
    }

    private void Step(long timeMs)
    {
        NowMs = timeMs;
        Metrics.Steps++;
        queue.Take()();
    }

    private void Perform(SimulatedNode node, HostedMachine machine, in TurnAction action)
    {
        switch (action.Kind)
        {
            case TurnActionKind.Send: links.Send(node, action.Peer, action.Header, (Message)action.Payload!); break;
            case TurnActionKind.Dial: links.Dial(node, machine, (PeerAddress?)action.Payload, action.Value == 1 ? action.Peer : null); break;
            case TurnActionKind.Release: links.Release(node, machine, action.Peer, (string)action.Payload!); break;
            case TurnActionKind.Wake: Wake(node, machine, action.Timer, action.Value); break;
            case TurnActionKind.Ask: Answer(node, machine, new Ticket(action.Value), (Question)action.Payload!); break;
            case TurnActionKind.Note: Note(node, (Notice)action.Payload!); break;
            case TurnActionKind.Drop: Drop(node, action); break;
        }
    }

    private void Wake(SimulatedNode node, HostedMachine machine, TimerKey timer, long delayMs)
    {
        machine.Timers.Remove(timer);
        if (delayMs < 0) return;
        var (wake, life) = (++wakes, node.Life);
        machine.Timers.Add(timer, wake);
        queue.Add(NowMs + delayMs, Elapse, () => node.Life == life && machine.Timers.GetValueOrDefault(timer) == wake);

        void Elapse()
        {
            machine.Timers.Remove(timer);
            Record(StepKind.Elapsed, null, node, timer, timer.Kind);
            Call(node, machine, (overlay, now) => overlay.Elapsed(timer, now));
        }
    }

    private void Answer(SimulatedNode node, HostedMachine machine, Ticket ticket, Question question)
    {
        node.AnsweredUntilMs = Math.Max(node.AnsweredUntilMs, NowMs + options.AnswerDelay.DrawMs(dice));
        After(node.AnsweredUntilMs - NowMs, node, node.Life, () =>
        {
            var answer = node.Answers(question);
            Record(StepKind.Answered, null, node, answer);
            Call(node, machine, (overlay, now) => overlay.Answered(ticket, answer, now));
        });
    }

    private void Note(SimulatedNode node, Notice notice)
    {
        node.Notices.Add(notice);
        Record(StepKind.Noted, null, node, notice);
    }

    private void Drop(SimulatedNode node, in TurnAction action)
    {
        var reason = (DropReason)action.Value;
        Metrics.Count(reason);
        Record(StepKind.Dropped, Find(action.Peer), node, reason, (int)reason);
    }
}
