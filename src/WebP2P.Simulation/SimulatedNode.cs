using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Overlays;

namespace WebP2P.Simulation;

/// <summary>A node of a simulated network: one id for ever, machines that are made anew at every start, addresses that change.</summary>
public sealed class SimulatedNode
{
    private static readonly IReadOnlyList<string> UsualCapabilities = ["napster/1", "index/1"];
    private static readonly Func<Question, Answer> NoAnswers = question => new AnswerFailed($"Nobody answers {question.GetType().Name} here.");

    /// <summary>The ends of its links.</summary>
    internal LinkEnds Links;

    private readonly Func<SimulatedNode, IReadOnlyList<HostedMachine>> make;
    private List<Notice>? notices;
    private PeerAddress? address;
    private PeerAddress[]? addresses;

    internal SimulatedNode(int number, string name, NodeId id, Func<SimulatedNode, IReadOnlyList<HostedMachine>> make, SeededDice dice)
    {
        (Number, Name, Id, this.make, Dice) = (number, name, id, make, dice);
    }

    /// <summary>Order in which nodes were added, from 0.</summary>
    public int Number { get; }

    public string Name { get; }

    public NodeId Id { get; }

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

    /// <summary>What its machines draw from.</summary>
    internal SeededDice Dice { get; }

    internal HostedMachine[] Hosted { get; private set; } = [];

    /// <summary>Most nodes have no other; so they are not looked for in <see cref="Hosted"/>.</summary>
    internal HostedMachine? FirstMachine { get; private set; }

    internal int MachineCount { get; private set; }

    /// <summary>Grows with every start and end: what was meant for an earlier life is lost.</summary>
    internal int Life { get; private set; }

    /// <summary>Answers come in the order of the questions.</summary>
    internal long AnsweredUntilMs { get; set; }

    /// <summary>On which side of each partition it is, one bit each.</summary>
    internal uint Sides { get; set; }

    /// <summary>One list for all hellos of a life.</summary>
    internal IReadOnlyList<PeerAddress> Addresses => addresses ??= [Address];

    /// <summary>Reads what every event of this node needs.</summary>
    internal long Touch(int slot) => Links.Touch(slot) + (FirstMachine?.Index ?? 0) + Dice.Drawn;

    internal void Begin()
    {
        Life++;
        IsUp = true;
        Hosted = [.. make(this)];
        (FirstMachine, MachineCount) = (Hosted.Length > 0 ? Hosted[0] : null, Hosted.Length);
        for (var index = 0; index < Hosted.Length; index++) Hosted[index].Index = index;
    }

    internal void End()
    {
        Life++;
        IsUp = false;
        (Hosted, FirstMachine, MachineCount) = ([], null, 0);
    }

    internal HostedMachine MachineAt(int index) => index == 0 ? FirstMachine! : Hosted[index];

    public override string ToString() => Name;
}
