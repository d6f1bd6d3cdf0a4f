using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Overlays;

namespace WebP2P.Simulation;

/// <summary>A node of a simulated network: one id for ever, machines that are made anew at every start, addresses that change.</summary>
public sealed class SimulatedNode
{
    private readonly Func<SimulatedNode, IReadOnlyList<HostedMachine>> make;

    internal SimulatedNode(int number, string name, NodeId id, Func<SimulatedNode, IReadOnlyList<HostedMachine>> make)
    {
        (Number, Name, Id, this.make) = (number, name, id, make);
        Address = new PeerAddress($"10.0.{number >> 8}.{number & 255}", 6699);
    }

    /// <summary>Order in which nodes were added, from 0.</summary>
    public int Number { get; }

    public string Name { get; }

    public NodeId Id { get; }

    public PeerAddress Address { get; internal set; }

    /// <summary>What it says in its hello that it speaks.</summary>
    public IReadOnlyList<string> Capabilities { get; set; } = ["napster/1", "index/1"];

    public bool IsUp { get; private set; }

    /// <summary>Everything its machines have told the node since it was added.</summary>
    public List<Notice> Notices { get; } = [];

    /// <summary>Answers the questions of its machines; set by whoever makes the machines.</summary>
    public Func<Question, Answer> Answers { get; set; } = question => new AnswerFailed($"Nobody answers {question.GetType().Name} here.");

    public IReadOnlyList<HostedMachine> Machines { get; private set; } = [];

    /// <summary>Grows with every start and end: what was meant for an earlier life is lost.</summary>
    internal int Life { get; private set; }

    /// <summary>Answers come in the order of the questions.</summary>
    internal long AnsweredUntilMs { get; set; }

    internal void Begin()
    {
        Life++;
        IsUp = true;
        Machines = make(this);
    }

    internal void End()
    {
        Life++;
        IsUp = false;
        Machines = [];
    }

    public override string ToString() => Name;
}
