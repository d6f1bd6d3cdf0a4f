using WebP2P.Node.Index.Memory;

namespace WebP2P.Node.Index;

/// <summary>Counts nodes, each once, and finds the newest file.</summary>
internal sealed class StandingSum : IFileVisitor
{
    private readonly NodeMarks marks = new();

    public int Nodes { get; private set; }

    public long ModifiedUnixMs { get; private set; }

    public void Begin()
    {
        marks.Clear();
        (Nodes, ModifiedUnixMs) = (0, 0);
    }

    public void See(SourceEntry file)
    {
        if (marks.Add(file.Node)) Nodes++;
        ModifiedUnixMs = Math.Max(ModifiedUnixMs, file.ModifiedUnixMs);
    }
}
