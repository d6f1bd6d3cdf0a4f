using WebP2P.Node.Storage;

namespace WebP2P.Host.Cli;

/// <summary><c>webp2p serve</c>: one node until Ctrl-C or SIGTERM.</summary>
internal static class ServeCommand
{
    public static async Task<int> RunAsync(IConfiguration configuration, CancellationToken cancellationToken)
    {
        NodeHost node;
        try
        {
            node = await NodeHost.StartAsync(HostSettings.From(configuration), cancellationToken: cancellationToken);
        }
        catch (DataFolderInUseException exception)
        {
            return await FailAsync(exception.Message, ExitCodes.DataFolderInUse);
        }
        catch (FormatException exception)
        {
            return await FailAsync(exception.Message, ExitCodes.Usage);
        }
        catch (Exception exception) when (exception is IOException or ArgumentException or InvalidDataException or UnauthorizedAccessException or StartRefusedException)
        {
            return await FailAsync(exception.Message, ExitCodes.Failed);
        }

        await using (node)
        {
            await TellAsync(node);
            await node.WaitForEndAsync(cancellationToken);
        }

        return ExitCodes.Done;
    }

    private static async Task TellAsync(NodeHost node)
    {
        await Console.Error.WriteLineAsync($"WebP2P runs at {node.Address}, other nodes reach it at port {node.PeerPort}.");
        if (!await node.NeedsLinkAsync()) return;
        var link = node.NewLoginLink();
        Console.WriteLine(link);
        await Console.Error.WriteLineAsync("Open this link to sign in; it works once. A fresh one: webp2p open");
        if (node.OpensBrowser) Desktop.Open(link);
    }

    private static async Task<int> FailAsync(string message, int code)
    {
        await Console.Error.WriteLineAsync(message);
        return code;
    }
}
