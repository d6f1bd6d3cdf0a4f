using System.Globalization;

namespace WebP2P.Simulation.Topologies;

/// <summary>
/// A text file with one edge a line: two node numbers from 0, apart by spaces or tabs; lines that begin with '#' say nothing.
/// Edges are undirected; an edge that is there again, in either direction, and an edge of a node to itself count for nothing.
/// </summary>
public static class EdgeListFile
{
    /// <summary>Largest file, in bytes.</summary>
    public const long FileBytesMax = 256L * 1024 * 1024;

    /// <summary>Longest line, in characters.</summary>
    public const int LineLengthMax = 1_000;

    private static readonly char[] Gaps = [' ', '\t'];

    /// <summary>Reads a file; exactly one of topology and problem is there afterwards.</summary>
    public static bool TryRead(string path, out Topology? topology, out string? problem)
    {
        topology = null;
        try
        {
            var file = new FileInfo(path);
            if (!file.Exists) problem = $"There is no file {path}.";
            else if (file.Length > FileBytesMax) problem = $"The file of edges is larger than {FileBytesMax >> 20} MiB.";
            else
            {
                using var reader = file.OpenText();
                return TryRead(reader, out topology, out problem);
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            problem = $"The file of edges could not be read: {failure.Message}";
        }
        return false;
    }

    /// <summary>Reads a text; exactly one of topology and problem is there afterwards.</summary>
    public static bool TryRead(TextReader reader, out Topology? topology, out string? problem)
    {
        (topology, problem) = (null, null);
        var (edges, nodes, number) = (new EdgeSet(1_000), 0, 0);
        while (reader.ReadLine() is { } line)
        {
            number++;
            problem = ProblemOf(line, number, out var edge);
            if (problem is null && edges.Count == Topology.EdgesMax) problem = $"Line {number}: there are more than {Topology.EdgesMax} edges.";
            if (problem is not null) return false;
            if (edge is not { } found) continue;
            edges.TryAdd(found.One, found.Other);
            nodes = Math.Max(nodes, Math.Max(found.One, found.Other) + 1);
        }
        if (edges.Count == 0) problem = "The file has no edge.";
        else topology = new Topology(nodes, edges.Edges);
        return problem is null;
    }

    private static string? ProblemOf(string line, int number, out TopologyEdge? edge)
    {
        edge = null;
        if (line.Length > LineLengthMax) return $"Line {number} has more than {LineLengthMax} characters.";
        if (line.Length == 0 || line[0] == '#') return null;
        var words = line.Split(Gaps, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (words.Length == 0) return null;
        if (words.Length != 2) return $"Line {number} has {words.Length} words; an edge is two node numbers.";
        if (!TryNumber(words[0], out var one) || !TryNumber(words[1], out var other)) return $"Line {number}: a node number is 0 to {Topology.NodesMax - 1}.";
        edge = new TopologyEdge(one, other);
        return null;
    }

    private static bool TryNumber(string word, out int number) =>
        int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number < Topology.NodesMax;
}
