using System.Diagnostics;
using Spectre.Console;
using WebP2P.Host.Cli;

namespace WebP2P.Host.Demo;

/// <summary><c>webp2p demo</c>: several nodes in one process, each with its own folder, key, ports, links and database, and files to find.</summary>
internal static class DemoCommand
{
    public static async Task<int> RunAsync(DemoPlan plan, bool opensBrowser, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        using var folder = new DemoFolder();
        await using var network = new DemoNetwork(folder.Path, plan);
        try
        {
            await network.StartAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or StartRefusedException)
        {
            await Console.Error.WriteLineAsync($"The demo could not start: {exception.Message}");
            return ExitCodes.Failed;
        }
        catch (OperationCanceledException)
        {
            return ExitCodes.Done;
        }

        var first = Show(network, plan, clock.Elapsed);
        if (opensBrowser) Desktop.Open(first);
        using var neighbours = new DemoNeighbours(network.Nodes);
        await neighbours.RunAsync(cancellationToken);
        await Console.Error.WriteLineAsync("Stopping the demo and removing its files.");
        return ExitCodes.Done;
    }

    private static string Show(DemoNetwork network, DemoPlan plan, TimeSpan elapsed)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumns("Node", "Shares", "Peer port", "Login link (works once)");
        var links = network.Nodes.Select(node => node.Host.NewLoginLink()).ToList();
        for (var index = 0; index < links.Count; index++)
        {
            var node = network.Nodes[index];
            table.AddRow(Markup.Escape(node.Name + (index == 0 ? " (you)" : index == 1 && plan.HasIndex ? " (index)" : "")), $"{node.Files} files", $"{node.Host.PeerPort}", Markup.Escape(links[index]));
        }

        // A redirected output is as wide as its longest line, so that links stay whole.
        if (Console.IsOutputRedirected) AnsiConsole.Profile.Width = 400;
        AnsiConsole.Write(table);
        Console.WriteLine($"{network.Nodes.Count} nodes, ready after {elapsed.TotalSeconds:0.0} s. Open the first link, then search for: {string.Join(" | ", DemoFiles.QueriesOf(plan))}");
        if (plan.Links() is { Count: > 0 } neighbours)
            Console.WriteLine($"There is no index server. Neighbours: {string.Join(", ", neighbours.Select(link => $"{network.Nodes[link.From].Name} - {network.Nodes[link.To].Name}"))}. Whoever copies from another becomes its neighbour, too.");
        Console.WriteLine("The other nodes copy from you now and then: see Uploads. Ctrl-C ends the demo and removes its files.");
        return links[0];
    }
}
