using WebP2P.Protocols.Identity;

namespace WebP2P.Simulation;

/// <summary>Dials: to whom, how long they take, and which of them fail.</summary>
internal sealed class SimulatedDials(SimulatedNetwork network, SimulationOptions options, SeededDice dice, SimulatedLinks links)
{
    public void Dial(SimulatedNode node, HostedMachine machine, PeerAddress? address, NodeId? peer)
    {
        if (peer == node.Id || (peer is { } known && network.Find(known) is { } linked && SimulatedLinks.AreLinked(node, linked)))
        {
            network.After(0, node, () => links.Arrive(node, machine, address, network.Find(peer!.Value)!));
            return;
        }
        var target = address is null ? network.Find(peer!.Value) : network.Find(address);
        var fails = target is null || target == node || !CanReach(node, target) || (peer is not null && target.Id != peer)
            || dice.Below(1_000) < options.DialFailuresPerMille;
        if (fails) network.After(options.DialFailureDelay.DrawMs(dice), node, () => Fail(node, machine, address, peer));
        else network.After(options.DialDelay.DrawMs(dice), node, () => Arrive(node, machine, (address, peer), target!));
    }

    private bool CanReach(SimulatedNode node, SimulatedNode target) => target.IsUp && !network.Partitions.AreApart(node, target);

    private void Arrive(SimulatedNode node, HostedMachine machine, (PeerAddress? Address, NodeId? Peer) asked, SimulatedNode target)
    {
        if (CanReach(node, target) && (asked.Address is null || target.Address == asked.Address)) links.Arrive(node, machine, asked.Address, target);
        else Fail(node, machine, asked.Address, asked.Peer);
    }

    private void Fail(SimulatedNode node, HostedMachine machine, PeerAddress? address, NodeId? peer)
    {
        network.Record(StepKind.DialFailed, null, node, address);
        machine.Overlay.DialFailed(address, peer, "nobody answered there.", network.Begin(node));
        network.Perform(node, machine);
    }
}
