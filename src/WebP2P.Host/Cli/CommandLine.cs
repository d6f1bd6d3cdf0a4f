using System.CommandLine;
using System.Runtime.InteropServices;
using WebP2P.Host.Demo;
using WebP2P.Protocols.Overlays;

namespace WebP2P.Host.Cli;

/// <summary>The program's commands. Results go to stdout, what the program says besides to stderr.</summary>
internal static class CommandLine
{
    /// <summary>Never disposed: the signal may be handled once more when the command is over already.</summary>
    private static readonly CancellationTokenSource Told = new();

    public static async Task<int> RunAsync(string[] args)
    {
        var root = new RootCommand("WebP2P: one node, four ways to find a file.\n\nExamples:\n  webp2p --share ~/Music\n  webp2p demo --nodes 4");
        var options = new ServeOptions();
        options.AddTo(root);
        root.SetAction((parsed, cancellation) => ServeCommand.RunAsync(options.Read(parsed), cancellation));
        root.Subcommands.Add(Serve());
        root.Subcommands.Add(MakeDemo());
        root.Subcommands.Add(Open());
        root.Subcommands.Add(Status());
        root.Subcommands.Add(ShareCommands.Make());
        root.Subcommands.Add(Lab.LabCommand.Make());
        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0) return await Misused(parsed);
        // Instead of the library's own, which ends a command by force that has not begun to wait.
        using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
        using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null, EnableDefaultExceptionHandler = false }, Told.Token);
        }
        catch (OperationCanceledException) when (Told.IsCancellationRequested)
        {
            return ExitCodes.Failed;
        }
    }

    /// <summary>A second signal ends the program at once.</summary>
    private static void End(PosixSignalContext signal)
    {
        signal.Cancel = !Told.IsCancellationRequested;
        Told.Cancel();
    }

    private static async Task<int> Misused(ParseResult parsed)
    {
        await parsed.InvokeAsync();
        return ExitCodes.Usage;
    }

    private static Command Serve()
    {
        var serve = new Command("serve", "Starts the node (also without a command).\n\nExamples:\n  webp2p serve --share ~/Music --name korfu\n  webp2p serve --index-server 192.0.2.17:6699");
        var options = new ServeOptions();
        options.AddTo(serve);
        serve.SetAction((parsed, cancellation) => ServeCommand.RunAsync(options.Read(parsed), cancellation));
        return serve;
    }

    private static Command MakeDemo()
    {
        var nodes = new Option<int>("--nodes") { Description = "How many nodes, 2 to 8.", DefaultValueFactory = _ => 8 };
        nodes.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && (!int.TryParse(result.Tokens[0].Value, out var count) || count is < 2 or > 8)) result.AddError("--nodes is 2 to 8.");
        });
        var noOpen = new Option<bool>("--no-open") { Description = "Do not open a browser." };
        var overlays = new Option<string>("--overlays") { Description = "Ways to find: napster, gnutella, or both. Without napster there is no index server.", HelpName = "LIST", DefaultValueFactory = _ => "napster,gnutella" };
        overlays.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && DemoOverlays(result.Tokens[0].Value) is null) result.AddError("--overlays is napster, gnutella or both.");
        });
        var line = new Option<bool>("--line") { Description = "Without an index server: the nodes stand in a line instead of a random graph." };
        var demo = new Command("demo", "Starts a small network of nodes on this machine, with sample files to find.\n\nExamples:\n  webp2p demo\n  webp2p demo --nodes 3 --no-open\n  webp2p demo --overlays gnutella --line") { nodes, overlays, line, noOpen };
        demo.SetAction((parsed, cancellation) =>
            DemoCommand.RunAsync(new DemoPlan(parsed.GetValue(nodes), DemoOverlays(parsed.GetValue(overlays)!)!, parsed.GetValue(line)), !parsed.GetValue(noOpen), cancellation));
        return demo;
    }

    /// <summary>Null when a name is none of the overlays that there are.</summary>
    private static List<OverlayKind>? DemoOverlays(string list)
    {
        var named = list.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var known = DemoPlan.AllOverlays.Where(overlay => named.Contains(overlay.ToString(), StringComparer.OrdinalIgnoreCase)).ToList();
        return named.Length > 0 && known.Count == named.Distinct(StringComparer.OrdinalIgnoreCase).Count() ? known : null;
    }

    private static Command Open()
    {
        var data = DataOption();
        var open = new Command("open", "Prints a fresh login link of the running node.\n\nExamples:\n  webp2p open\n  webp2p open --data /srv/webp2p") { data };
        open.SetAction((parsed, cancellation) => RunningNode.OpenAsync(parsed.GetValue(data), cancellation));
        return open;
    }

    private static Command Status()
    {
        var data = DataOption();
        var json = new Option<bool>("--json") { Description = "As JSON." };
        var quiet = new Option<bool>("--quiet") { Description = "Only the exit code: 0 when the node runs and is ready." };
        var status = new Command("status", "Says how the running node does.\n\nExamples:\n  webp2p status\n  webp2p status --json") { data, json, quiet };
        status.SetAction((parsed, cancellation) => RunningNode.StatusAsync(parsed.GetValue(data), parsed.GetValue(quiet) ? StatusShape.Quiet : parsed.GetValue(json) ? StatusShape.Json : StatusShape.Text, cancellation));
        return status;
    }

    internal static Option<string?> DataOption() => new("--data") { Description = "Data folder of the node.", HelpName = "DIR" };
}
