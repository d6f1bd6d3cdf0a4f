using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Links;

namespace WebP2P.Simulation;

/// <summary>Links as they come and go; each node has its own end of them.</summary>
internal sealed class SimulatedLinks(SimulatedNetwork network, SimulationOptions options, SimulatedTransit transit)
{
    private uint serials;

    public static bool AreLinked(SimulatedNode one, SimulatedNode two) => OpenSlot(one, two) >= 0;

    /// <summary>A link that nobody dials: it is there at once, and all machines of both ends hold it.</summary>
    public void Connect(SimulatedNode one, SimulatedNode two, IReadOnlyList<string>? capabilities)
    {
        if (!one.IsUp || !two.IsUp) throw new InvalidOperationException($"{one} and {two} are not both up.");
        if (AreLinked(one, two)) throw new InvalidOperationException($"{one} and {two} are linked already.");
        var slot = Join(one, two);
        var otherSlot = one.Links[slot].PeerSlot;
        one.Links[slot].Holders = AllOf(one);
        two.Links[otherSlot].Holders = AllOf(two);
        Tell(one, two, one.Hosted, capabilities);
        if (one != two) Tell(two, one, two.Hosted, capabilities);
    }

    /// <summary>A dial arrived: the machine that dialled holds the link, old or new.</summary>
    public void Arrive(SimulatedNode node, HostedMachine machine, PeerAddress? address, SimulatedNode target)
    {
        var slot = OpenSlot(node, target);
        var isNew = slot < 0;
        if (isNew) slot = Join(node, target);
        node.Links[slot].Holders |= BitOf(machine);
        machine.Overlay.Dialled(address, target.Id, network.Begin(node));
        network.Perform(node, machine);
        Tell(node, target, isNew ? node.Hosted : [machine], null);
        if (isNew && node != target) Tell(target, node, target.Hosted, null);
    }

    public void Release(SimulatedNode node, HostedMachine machine, NodeId peer, string reason)
    {
        var slot = node.Links.Find(network.Table.NumberOf(peer));
        if (slot < 0 || node.Links[slot].State != LinkState.Open) return;
        ref var end = ref node.Links[slot];
        end.Holders &= (ushort)~BitOf(machine);
        if (end.Holders == 0 && network.Table[end.Peer].Links[end.PeerSlot].Holders == 0) Close(node, slot, reason);
    }

    /// <summary>The node says goodbye: its peers know as soon as the message arrives.</summary>
    public void CloseAll(SimulatedNode node, string reason)
    {
        foreach (var slot in SlotsByPeer(node))
        {
            if (node.Links[slot].State == LinkState.Open) Close(node, slot, reason);
        }
        Forget(node);
    }

    /// <summary>The node is silent: its peers know after the missed pings.</summary>
    public void Abandon(SimulatedNode node)
    {
        foreach (var slot in SlotsByPeer(node))
        {
            var end = node.Links[slot];
            if (end.State != LinkState.Open || end.Peer == node.Number) continue;
            var peer = network.Table[end.Peer];
            peer.Links[end.PeerSlot].State = LinkState.Ending;
            network.At(network.NowMs + SilenceMs, () => End(peer, end.PeerSlot, end.Serial, MissedPings));
        }
        Forget(node);
    }

    /// <summary>Ends every link between nodes that have not reached each other for so long.</summary>
    public void CutApart()
    {
        foreach (var node in network.Nodes)
        {
            foreach (var slot in SlotsByPeer(node))
            {
                var end = node.Links[slot];
                var peer = network.Table[end.Peer];
                if (end.State != LinkState.Open || end.Peer < node.Number || !network.Partitions.AreApart(node, peer)) continue;
                StartEnding(node, slot);
                End(node, slot, end.Serial, MissedPings);
                End(peer, end.PeerSlot, end.Serial, MissedPings);
            }
        }
    }

    private long SilenceMs => (long)options.PingIntervalMs * options.PingsMissedMax;

    private string MissedPings => $"{options.PingsMissedMax} pings were missed.";

    private static ushort BitOf(HostedMachine machine) => (ushort)(1 << machine.Index);

    private static ushort AllOf(SimulatedNode node) => (ushort)((1 << node.Hosted.Length) - 1);

    private static int OpenSlot(SimulatedNode node, SimulatedNode peer) =>
        node.Links.Find(peer.Number) is var slot and >= 0 && node.Links[slot].State == LinkState.Open ? slot : -1;

    private static Hello HelloOf(SimulatedNode node, SimulatedNode seenFrom, IReadOnlyList<string>? capabilities) =>
        new(1, 1, 0, capabilities ?? node.Capabilities, "simulated", node.Name, node.Addresses, seenFrom.Address, Reachability.Yes, 0, default);

    private static List<int> SlotsByPeer(SimulatedNode node)
    {
        List<int> slots = [];
        for (var slot = 0; slot < node.Links.Places; slot++)
        {
            if (node.Links[slot].State != LinkState.Free) slots.Add(slot);
        }
        slots.Sort((one, other) => node.Links[one].Peer.CompareTo(node.Links[other].Peer));
        return slots;
    }

    /// <summary>A node that is gone hears of nothing, not in its next life either.</summary>
    private static void Forget(SimulatedNode node) => node.Links = default;

    /// <summary>Whoever has not noticed the end of the old link notices it now; then both ends have the new one.</summary>
    private int Join(SimulatedNode dialler, SimulatedNode other)
    {
        var (lower, higher) = dialler.Number <= other.Number ? (dialler, other) : (other, dialler);
        EndOld(lower, higher);
        if (lower != higher) EndOld(higher, lower);
        var serial = ++serials;
        var slot = dialler.Links.Add(new LinkEnd { Peer = other.Number, Serial = serial, State = LinkState.Open, IsDialler = true });
        var otherSlot = dialler == other ? slot : other.Links.Add(new LinkEnd { Peer = dialler.Number, PeerSlot = slot, Serial = serial, State = LinkState.Open });
        dialler.Links[slot].PeerSlot = otherSlot;
        return slot;
    }

    private void EndOld(SimulatedNode node, SimulatedNode peer)
    {
        var slot = node.Links.Find(peer.Number);
        if (slot >= 0) End(node, slot, node.Links[slot].Serial, "another link took its place.");
    }

    private void Tell(SimulatedNode node, SimulatedNode peer, HostedMachine[] machines, IReadOnlyList<string>? capabilities)
    {
        network.Record(StepKind.Linked, peer, node, null);
        foreach (var machine in machines)
        {
            machine.Overlay.Linked(peer.Id, HelloOf(peer, node, capabilities), network.Begin(node));
            network.Perform(node, machine);
        }
    }

    private void Close(SimulatedNode node, int slot, string reason)
    {
        StartEnding(node, slot);
        var end = node.Links[slot];
        var peer = network.Table[end.Peer];
        if (end.IsDialler) EndLater(node, slot, reason);
        if (peer != node) EndLater(peer, end.PeerSlot, reason);
        if (!end.IsDialler) EndLater(node, slot, reason);
    }

    /// <summary>The end hears of it when all that was sent to it before could be there.</summary>
    private void EndLater(SimulatedNode node, int slot, string reason)
    {
        var end = node.Links[slot];
        var peer = network.Table[end.Peer];
        var delayMs = peer == node ? 0 : transit.DelayMs(end.Peer, node.Number);
        var arrivalMs = transit.ArrivalMs(ref peer.Links[end.PeerSlot], network.NowMs + delayMs);
        network.At(arrivalMs, () => End(node, slot, end.Serial, reason));
    }

    /// <summary>Nothing travels over it any more, but its ends do not know yet.</summary>
    private void StartEnding(SimulatedNode node, int slot)
    {
        ref var end = ref node.Links[slot];
        end.State = LinkState.Ending;
        network.Table[end.Peer].Links[end.PeerSlot].State = LinkState.Ending;
    }

    private void End(SimulatedNode node, int slot, uint serial, string reason)
    {
        if (slot >= node.Links.Places || node.Links[slot].Serial != serial) return;
        var peer = network.Table[node.Links[slot].Peer];
        node.Links.Free(slot);
        network.Record(StepKind.Unlinked, peer, node, reason);
        foreach (var machine in node.Hosted)
        {
            machine.Overlay.Unlinked(peer.Id, reason, network.Begin(node));
            network.Perform(node, machine);
        }
    }
}
