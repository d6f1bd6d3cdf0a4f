using WebP2P.Simulation.Topologies;

namespace WebP2P.Simulation.Tests.Topologies;

public sealed class EdgeListFileTests
{
    [Fact]
    public void Edges_are_read_without_comments_repetitions_and_loops()
    {
        Assert.True(EdgeListFile.TryRead(new StringReader("# a graph\r\n0\t1\n1 0\n\n 2   1 \n3 3\n"), out var topology, out var problem));
        Assert.Null(problem);
        Assert.Equal([new TopologyEdge(0, 1), new TopologyEdge(2, 1)], topology!.Edges);
        Assert.Equal(4, topology.Nodes);
    }

    [Theory]
    [InlineData("0 1\n2", "Line 2 has 1 words; an edge is two node numbers.")]
    [InlineData("0 1 2", "Line 1 has 3 words; an edge is two node numbers.")]
    [InlineData("0 1\n\n0 one", "Line 3: a node number is 0 to 999999.")]
    [InlineData("-1 2", "Line 1: a node number is 0 to 999999.")]
    [InlineData("1 1000000", "Line 1: a node number is 0 to 999999.")]
    [InlineData("99999999999999999999 1", "Line 1: a node number is 0 to 999999.")]
    [InlineData("", "The file has no edge.")]
    [InlineData("# nothing\n4 4", "The file has no edge.")]
    public void What_is_no_file_of_edges_is_explained_with_its_line(string text, string expected)
    {
        Assert.False(EdgeListFile.TryRead(new StringReader(text), out var topology, out var problem));
        Assert.Null(topology);
        Assert.Equal(expected, problem);
    }

    [Fact]
    public void The_largest_node_number_is_one_less_than_the_nodes_there_may_be()
    {
        Assert.True(EdgeListFile.TryRead(new StringReader("0 999999"), out var topology, out _));
        Assert.Equal(Topology.NodesMax, topology!.Nodes);
    }

    [Fact]
    public void A_line_that_does_not_end_is_refused()
    {
        Assert.True(EdgeListFile.TryRead(new StringReader("#" + new string(' ', EdgeListFile.LineLengthMax - 1) + "\n0 1"), out _, out _));
        Assert.False(EdgeListFile.TryRead(new StringReader("#" + new string(' ', EdgeListFile.LineLengthMax)), out _, out var problem));
        Assert.Equal("Line 1 has more than 1000 characters.", problem);
    }

    [Fact]
    public void A_file_that_is_not_there_or_no_file_or_too_large_is_refused()
    {
        Assert.False(EdgeListFile.TryRead("/nowhere/at all", out _, out var problem));
        Assert.StartsWith("There is no file", problem, StringComparison.Ordinal);
        Assert.False(EdgeListFile.TryRead(Path.GetTempPath(), out _, out problem));
        Assert.StartsWith("There is no file", problem, StringComparison.Ordinal);
        var path = Path.GetTempFileName();
        using (var file = File.OpenWrite(path)) file.SetLength(EdgeListFile.FileBytesMax + 1);
        Assert.False(EdgeListFile.TryRead(path, out _, out problem));
        File.Delete(path);
        Assert.Equal("The file of edges is larger than 256 MiB.", problem);
    }
}
