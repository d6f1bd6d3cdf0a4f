using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Links;
using WebP2P.Protocols.Overlays;
using WebP2P.Protocols.Wire;

namespace WebP2P.Simulation;

/// <summary>Dials, links and what travels over them.</summary>
internal sealed class SimulatedLinks(SimulatedNetwork network, SimulationOptions options, Dice dice)
{
    private readonly Dictionary<(int Lower, int Higher), SimulatedLink> links = [];
    private readonly Dictionary<(int Lower, int Higher), SimulatedLink> ending = [];

    public bool AreLinked(SimulatedNode one, SimulatedNode two) => links.ContainsKey(Key(one, two));

    public void Dial(SimulatedNode node, HostedMachine machine, PeerAddress? address, NodeId? peer)
    {
        var life = node.Life;
        if (peer == node.Id || (peer is { } known && network.Find(known) is { } linked && AreLinked(node, linked)))
        {
            network.After(0, node, life, () => Connect(node, machine, address, network.Find(peer!.Value)!));
            return;
        }
        var target = address is null ? network.Find(peer!.Value) : network.Find(address);
        var fails = target is null || target == node || !target.IsUp || (peer is not null && target.Id != peer)
            || dice.Below(1_000) < options.DialFailuresPerMille;
        if (fails) network.After(options.DialFailureDelay.DrawMs(dice), node, life, () => Fail(node, machine, address, peer));
        else network.After(options.DialDelay.DrawMs(dice), node, life, () => Arrive(node, machine, (address, peer), target!));
    }

    /// <summary>A link that nobody dials: it is there at once, and all machines of both ends hold it.</summary>
    public void Connect(SimulatedNode one, SimulatedNode two, IReadOnlyList<string>? capabilities)
    {
        if (!one.IsUp || !two.IsUp) throw new InvalidOperationException($"{one} and {two} are not both up.");
        if (AreLinked(one, two)) throw new InvalidOperationException($"{one} and {two} are linked already.");
        var link = Replace(one, two);
        links.Add(Key(one, two), link);
        foreach (var machine in link.Ends.SelectMany(end => end.Machines)) link.Holders.Add(machine);
        Tell(one, two, one.Machines, capabilities);
        if (!link.IsToSelf) Tell(two, one, two.Machines, capabilities);
    }

    public void Send(SimulatedNode from, NodeId peer, Header header, Message message)
    {
        var to = network.Find(peer);
        if (to is null || !links.TryGetValue(Key(from, to), out var link))
        {
            network.Lose(from, message);
            return;
        }
        var arrivalMs = link.ArrivalMs(to, network.NowMs + (link.IsToSelf ? 0 : options.LinkDelay.DrawMs(dice)));
        network.At(arrivalMs, () =>
        {
            if (to.IsUp && links.GetValueOrDefault(Key(from, to)) == link) Deliver(from, to, header, message);
            else network.Lose(from, message);
        });
    }

    public void Release(SimulatedNode node, HostedMachine machine, NodeId peer, string reason)
    {
        if (network.Find(peer) is not { } other || !links.TryGetValue(Key(node, other), out var link)) return;
        link.Holders.Remove(machine);
        if (link.Holders.Count == 0) Close(link, reason);
    }

    /// <summary>The node says goodbye: its peers know as soon as the message arrives.</summary>
    public void CloseAll(SimulatedNode node, string reason)
    {
        foreach (var link in LinksOf(node)) Close(link, reason);
        Forget(node);
    }

    /// <summary>The node is silent: its peers know after the missed pings.</summary>
    public void Abandon(SimulatedNode node)
    {
        var silenceMs = (long)options.PingIntervalMs * options.PingsMissedMax;
        foreach (var link in LinksOf(node))
        {
            StartEnding(link);
            var other = link.OtherThan(node);
            network.At(network.NowMs + silenceMs, () => End(link, other, $"{options.PingsMissedMax} pings were missed."));
        }
        Forget(node);
    }

    private static (int Lower, int Higher) Key(SimulatedNode one, SimulatedNode two) => (Math.Min(one.Number, two.Number), Math.Max(one.Number, two.Number));

    private static Hello HelloOf(SimulatedNode node, SimulatedNode seenFrom, IReadOnlyList<string>? capabilities) =>
        new(1, 1, 0, capabilities ?? node.Capabilities, "simulated", node.Name, [node.Address], seenFrom.Address, Reachability.Yes, 0, default);

    private List<SimulatedLink> LinksOf(SimulatedNode node) =>
        [.. links.Where(link => link.Key.Lower == node.Number || link.Key.Higher == node.Number).OrderBy(link => link.Key).Select(link => link.Value)];

    private void Arrive(SimulatedNode node, HostedMachine machine, (PeerAddress? Address, NodeId? Peer) asked, SimulatedNode target)
    {
        if (target.IsUp && (asked.Address is null || target.Address == asked.Address)) Connect(node, machine, asked.Address, target);
        else Fail(node, machine, asked.Address, asked.Peer);
    }

    private void Fail(SimulatedNode node, HostedMachine machine, PeerAddress? address, NodeId? peer)
    {
        network.Record(StepKind.DialFailed, null, node, address);
        network.Call(node, machine, (overlay, turn) => overlay.DialFailed(address, peer, "nobody answered there.", turn));
    }

    private void Connect(SimulatedNode node, HostedMachine machine, PeerAddress? address, SimulatedNode target)
    {
        var isNew = !links.TryGetValue(Key(node, target), out var link);
        if (isNew) links.Add(Key(node, target), link = Replace(node, target));
        link!.Holders.Add(machine);
        network.Call(node, machine, (overlay, turn) => overlay.Dialled(address, target.Id, turn));
        if (isNew)
        {
            Tell(node, target, node.Machines);
            if (!link.IsToSelf) Tell(target, node, target.Machines);
        }
        else
        {
            Tell(node, target, [machine]);
        }
    }

    /// <summary>Whoever has not noticed the end of the old link notices it now.</summary>
    private SimulatedLink Replace(SimulatedNode node, SimulatedNode target)
    {
        if (ending.GetValueOrDefault(Key(node, target)) is { } old)
        {
            foreach (var end in old.OpenEnds.OrderBy(end => end.Number).ToList()) End(old, end, "another link took its place.");
        }
        return new SimulatedLink(node, target);
    }

    private void Tell(SimulatedNode node, SimulatedNode peer, IReadOnlyList<HostedMachine> machines, IReadOnlyList<string>? capabilities = null)
    {
        network.Record(StepKind.Linked, peer, node, null);
        foreach (var machine in machines) network.Call(node, machine, (overlay, turn) => overlay.Linked(peer.Id, HelloOf(peer, node, capabilities), turn));
    }

    private void Deliver(SimulatedNode from, SimulatedNode to, Header header, Message message)
    {
        var type = MessageTable.Find(message).Type;
        network.Metrics.Count(type);
        network.Record(StepKind.Delivered, from, to, message, (int)type);
        foreach (var machine in to.Machines.Where(machine => machine.Reads(type)))
            network.Call(to, machine, (overlay, turn) => overlay.Receive(from.Id, header, message, turn));
    }

    private void Close(SimulatedLink link, string reason)
    {
        StartEnding(link);
        foreach (var end in link.Ends)
        {
            var delayMs = link.IsToSelf ? 0 : options.LinkDelay.DrawMs(dice);
            network.At(link.ArrivalMs(end, network.NowMs + delayMs), () => End(link, end, reason));
        }
    }

    /// <summary>Nothing travels over it any more, but an end may not know yet.</summary>
    private void StartEnding(SimulatedLink link)
    {
        var key = Key(link.Ends.First(), link.Ends.Last());
        links.Remove(key);
        ending[key] = link;
    }

    private void End(SimulatedLink link, SimulatedNode end, string reason)
    {
        if (!link.OpenEnds.Remove(end)) return;
        var other = link.OtherThan(end);
        if (link.OpenEnds.Count == 0) ending.Remove(Key(end, other));
        network.Record(StepKind.Unlinked, other, end, reason);
        foreach (var machine in end.Machines) network.Call(end, machine, (overlay, turn) => overlay.Unlinked(other.Id, reason, turn));
    }

    /// <summary>A node that is gone hears of nothing, not in its next life either.</summary>
    private void Forget(SimulatedNode node)
    {
        foreach (var (key, link) in ending.Where(link => link.Value.OpenEnds.Contains(node)).ToList())
        {
            link.OpenEnds.Remove(node);
            if (link.OpenEnds.Count == 0) ending.Remove(key);
        }
    }
}
