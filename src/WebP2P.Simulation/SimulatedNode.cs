using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Overlays;

namespace WebP2P.Simulation;

/// <summary>A node of a simulated network: one id for ever, machines that are made anew at every start, addresses that change.</summary>
public sealed class SimulatedNode
{
    private static readonly IReadOnlyList<string> UsualCapabilities = ["napster/1", "index/1"];
    private static readonly Func<Question, Answer> NoAnswers = question => new AnswerFailed($"Nobody answers {question.GetType().Name} here.");

    private readonly Func<SimulatedNode, IReadOnlyList<HostedMachine>> make;
    private readonly NodeTable table;
    private List<Notice>? notices;
    private PeerAddress? address;
    private PeerAddress[]? addresses;

    internal SimulatedNode(int number, string name, Func<SimulatedNode, IReadOnlyList<HostedMachine>> make, NodeTable table)
    {
        (Number, Name, this.make, this.table) = (number, name, make, table);
    }

    /// <summary>Order in which nodes were added, from 0.</summary>
    public int Number { get; }

    public string Name { get; }

    public NodeId Id => SimulatedIds.IdOf(Number);

    public PeerAddress Address
    {
        get => address ??= NodeTable.FirstAddress(Number);
        internal set => (address, addresses) = (value, null);
    }

    /// <summary>What it says in its hello that it speaks.</summary>
    public IReadOnlyList<string> Capabilities { get; set; } = UsualCapabilities;

    public bool IsUp { get; private set; }

    /// <summary>Everything its machines have told the node since it was added.</summary>
    public List<Notice> Notices => notices ??= [];

    /// <summary>Answers the questions of its machines; set by whoever makes the machines.</summary>
    public Func<Question, Answer> Answers { get; set; } = NoAnswers;

    public IReadOnlyList<HostedMachine> Machines => Hosted;

    /// <summary>How far its wall clock is off, ms.</summary>
    public int ClockSkewMs { get; internal set; }

    internal HostedMachine[] Hosted { get; private set; } = [];

    internal int Life => State.Life;

    /// <summary>What its machines draw from.</summary>
    internal SeededDice Dice => State.Dice;

    /// <summary>The ends of its links.</summary>
    internal ref LinkEnds Links => ref State.Links;

    /// <summary>Answers come in the order of the questions.</summary>
    internal long AnsweredUntilMs { get; set; }

    /// <summary>On which side of each partition it is, one bit each.</summary>
    internal uint Sides { get; set; }

    /// <summary>One list for all hellos of a life.</summary>
    internal IReadOnlyList<PeerAddress> Addresses => addresses ??= [Address];

    private ref NodeState State => ref table.StateOf(Number);

    internal void Begin()
    {
        IsUp = true;
        Hosted = [.. make(this)];
        for (var index = 0; index < Hosted.Length; index++) Hosted[index].Index = index;
        Turn();
    }

    internal void End()
    {
        IsUp = false;
        Hosted = [];
        Turn();
    }

    public override string ToString() => Name;

    private void Turn()
    {
        ref var state = ref State;
        state.Life++;
        state.MachineCount = (ushort)Hosted.Length;
        var first = Hosted.Length > 0 ? Hosted[0] : null;
        (state.Overlay, state.Ahead, state.Reads) = (first?.Overlay, first?.Overlay as IReadsAhead, first?.Reads);
        state.AheadStages = (ushort)(state.Ahead?.Stages ?? 0);
    }
}
