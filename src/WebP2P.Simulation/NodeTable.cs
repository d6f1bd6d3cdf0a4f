using System.Globalization;
using System.Net.Sockets;
using WebP2P.Protocols.Identity;

namespace WebP2P.Simulation;

/// <summary>All nodes by number, id and address. Whoever is at the address of its number needs no entry.</summary>
internal sealed class NodeTable
{
    private const int Port = 6699;
    private const int SecondByte = 65_536;

    private readonly List<SimulatedNode> nodes = [];

    /// <summary>The ids again, close together: who sent a message is told without looking at him.</summary>
    private NodeId[] ids = new NodeId[64];
    private readonly Dictionary<PeerAddress, SimulatedNode> moved = [];

    /// <summary>Numbers plus one, by the first bits of the id; 0 is empty.</summary>
    private int[] byId = new int[64];

    public IReadOnlyList<SimulatedNode> Nodes => nodes;

    public int Count => nodes.Count;

    public SimulatedNode this[int number] => nodes[number];

    public ref readonly NodeId IdOf(int number) => ref ids[number];

    /// <summary>Where the node of this number listens at first.</summary>
    public static PeerAddress FirstAddress(int number) =>
        new(string.Create(CultureInfo.InvariantCulture, $"10.{number / SecondByte}.{number / 256 % 256}.{number % 256}"), Port);

    public void Add(SimulatedNode node)
    {
        nodes.Add(node);
        if (nodes.Count > ids.Length) Array.Resize(ref ids, 2 * ids.Length);
        ids[node.Number] = node.Id;
        if (2 * nodes.Count > byId.Length) Grow();
        else Enter(node);
    }

    /// <summary>Its number; -1 when nobody has this id.</summary>
    public int NumberOf(NodeId id)
    {
        var mask = byId.Length - 1;
        for (var place = (int)id.Value.High & mask; byId[place] != 0; place = (place + 1) & mask)
        {
            if (nodes[byId[place] - 1].Id == id) return byId[place] - 1;
        }
        return -1;
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

    private void Grow()
    {
        byId = new int[byId.Length * 2];
        foreach (var node in nodes) Enter(node);
    }

    private void Enter(SimulatedNode node)
    {
        var mask = byId.Length - 1;
        var place = (int)node.Id.Value.High & mask;
        while (byId[place] != 0) place = (place + 1) & mask;
        byId[place] = node.Number + 1;
    }
}
