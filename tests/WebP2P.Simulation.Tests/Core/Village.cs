namespace WebP2P.Simulation.Tests.Core;

/// <summary>A simulated network of chatters.</summary>
internal sealed class Village(SimulationOptions options)
{
    public SimulatedNetwork Network { get; } = new(options);

    public SimulatedNode Add(bool redials = false, bool passesOn = false) =>
        Network.Add($"node {Network.Nodes.Count}", _ => [new HostedMachine(new Chatter { Redials = redials, PassesOn = passesOn }, Chatter.Reads)]);

    public (SimulatedNode One, SimulatedNode Two) Pair()
    {
        var (one, two) = (Add(), Add());
        Network.Connect(one, two);
        return (one, two);
    }

    public static Chatter Of(SimulatedNode node) => (Chatter)node.Machines[0].Overlay;

    public void Say(SimulatedNode from, SimulatedNode to, int times)
    {
        for (var number = 0; number < times; number++) Network.Request(from, new Say(to.Id, number));
    }

    /// <summary>Many who talk, lose each other and find each other again.</summary>
    public static Village Busy(SimulationOptions options, int nodes, long durationMs)
    {
        var village = new Village(options);
        for (var number = 0; number < nodes; number++) village.Add(redials: true);
        foreach (var node in village.Network.Nodes)
        {
            for (var link = 0; link < 2; link++)
            {
                var other = village.Network.Nodes[village.Network.Dice.Below(nodes)];
                if (other != node && !village.Network.AreLinked(node, other)) village.Network.Connect(node, other);
            }
            village.Network.Request(node, new TalkOn());
            if (options.SessionShapePerMille > 0) village.Network.LetComeAndGo(node);
        }
        village.Network.Returned = node => village.Network.Request(node, new TalkOn());
        village.Network.RunFor(durationMs);
        return village;
    }
}
