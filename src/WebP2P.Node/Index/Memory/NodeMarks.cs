namespace WebP2P.Node.Index.Memory;

/// <summary>A set of nodes that is emptied at once, by a new number for "in it".</summary>
internal sealed class NodeMarks
{
    private int[] marks = [];
    private int now = 1;

    public void Clear() => now++;

    /// <returns>False when it was there already.</returns>
    public bool Add(int node)
    {
        if (node >= marks.Length) Array.Resize(ref marks, Math.Max(node + 1, marks.Length * 2));
        if (marks[node] == now) return false;
        marks[node] = now;
        return true;
    }
}
