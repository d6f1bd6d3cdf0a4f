using WebP2P.Host.Cli;

namespace WebP2P.Host.Demo;

/// <param name="Files">How many files it shared at the start.</param>
internal sealed record DemoNode(string Name, NodeHost Host, int Files);
