using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Overlays;

namespace WebP2P.Simulation.Lab;

/// <summary>Sessions that end, half of them without a goodbye; the node comes back under another address after a while.</summary>
internal sealed class LabChurn
{
    /// <summary>How long a node is away.</summary>
    public const long AwayMs = 10_000;

    private readonly ILabWorld world;
    private readonly Dice dice;
    private readonly WeibullSampler sessions;
    private readonly PriorityQueue<SimulatedNode, (long TimeMs, int Number)> changes = new();
    private int addresses;

    public LabChurn(LabOptions options, ILabWorld world, IEnumerable<SimulatedNode> nodes)
    {
        this.world = world;
        dice = LabDice.For(options.Seed, LabDice.Use.Churn);
        sessions = new WeibullSampler(options.ChurnShapePerMille, options.ChurnScaleMs);
        foreach (var node in nodes) Plan(node, sessions.DrawMs(dice));
    }

    /// <summary>When the next node comes or goes.</summary>
    public long NextMs => changes.TryPeek(out _, out var at) ? at.TimeMs : long.MaxValue;

    /// <summary>Lets the next one come or go; its time has come.</summary>
    public void Apply()
    {
        var node = changes.Dequeue();
        if (!node.IsUp)
        {
            world.Restart(node, NewAddress());
            Plan(node, sessions.DrawMs(dice));
            return;
        }
        if (dice.Below(2) == 0) world.Network.Kill(node);
        else world.Network.Leave(node);
        Plan(node, AwayMs);
    }

    private void Plan(SimulatedNode node, long afterMs) => changes.Enqueue(node, (world.Network.NowMs + afterMs, node.Number));

    private PeerAddress NewAddress()
    {
        addresses++;
        return new PeerAddress($"11.{(addresses >> 16) & 255}.{(addresses >> 8) & 255}.{addresses & 255}", 6699);
    }
}
