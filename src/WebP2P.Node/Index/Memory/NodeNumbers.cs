using WebP2P.Protocols.Identity;

namespace WebP2P.Node.Index.Memory;

/// <summary>Small numbers for nodes, used again when a node is forgotten, so that a set of nodes is an array of bits.</summary>
internal sealed class NodeNumbers
{
    private readonly Dictionary<NodeId, int> numbers = [];
    private readonly List<NodeId> nodes = [];

    /// <summary>Grows whenever a node gets or loses its number.</summary>
    public long Version { get; private set; }

    /// <summary>One more than the largest number.</summary>
    public int End => nodes.Count;

    public NodeId this[int number] => nodes[number];

    public bool TryGet(NodeId node, out int number) => numbers.TryGetValue(node, out number);

    public void Add(int number, NodeId node)
    {
        while (nodes.Count <= number) nodes.Add(default);
        nodes[number] = node;
        numbers[node] = number;
        Version++;
    }

    public void Remove(int number)
    {
        numbers.Remove(nodes[number]);
        nodes[number] = default;
        Version++;
    }
}
