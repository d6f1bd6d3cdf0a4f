using System.Globalization;
using System.Net.Sockets;
using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Overlays;

namespace WebP2P.Simulation;

/// <summary>All nodes by number, id and address. Whoever is at the address of its number needs no entry.</summary>
internal sealed class NodeTable
{
    private const int Port = 6699;
    private const int SecondByte = 65_536;

    private readonly List<SimulatedNode> nodes = [];
    private NodeState[] states = new NodeState[64];

    private readonly Dictionary<PeerAddress, SimulatedNode> moved = [];

    public IReadOnlyList<SimulatedNode> Nodes => nodes;

    public int Count => nodes.Count;

    public SimulatedNode this[int number] => nodes[number];

    /// <summary>Valid until a node is added.</summary>
    public ref NodeState StateOf(int number) => ref states[number];

    /// <summary>Has the state of a node brought to the cache.</summary>
    public void Fetch(int number) => CacheLines.FetchAt(in states[number]);

    /// <summary>Where the node of this number listens at first.</summary>
    public static PeerAddress FirstAddress(int number) =>
        new(string.Create(CultureInfo.InvariantCulture, $"10.{number / SecondByte}.{number / 256 % 256}.{number % 256}"), Port);

    public void Add(SimulatedNode node, SeededDice dice)
    {
        nodes.Add(node);
        if (nodes.Count > states.Length) Array.Resize(ref states, 2 * states.Length);
        states[node.Number] = new NodeState { Dice = dice };
    }

    /// <summary>Its number; -1 when nobody has this id.</summary>
    public int NumberOf(NodeId id)
    {
        var number = SimulatedIds.NumberOf(id);
        return (uint)number < (uint)nodes.Count && SimulatedIds.IdOf(number) == id ? number : -1;
    }

    public SimulatedNode? Find(PeerAddress address)
    {
        if (moved.TryGetValue(address, out var node)) return node;
        return NumberAt(address) is var number and >= 0 && number < nodes.Count && nodes[number].Address == address ? nodes[number] : null;
    }

    /// <summary>The node listens there from now on.</summary>
    public void Move(SimulatedNode node, PeerAddress address)
    {
        if (moved.GetValueOrDefault(node.Address) == node) moved.Remove(node.Address);
        node.Address = address;
        if (NumberAt(address) == node.Number) moved.Remove(address);
        else moved[address] = node;
    }

    private static int NumberAt(PeerAddress address)
    {
        if (address.Port != Port || address.Ip is not { AddressFamily: AddressFamily.InterNetwork } ip) return -1;
        Span<byte> bytes = stackalloc byte[4];
        ip.TryWriteBytes(bytes, out _);
        return bytes[0] == 10 ? bytes[1] * SecondByte + bytes[2] * 256 + bytes[3] : -1;
    }
}
