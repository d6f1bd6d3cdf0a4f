using System.Diagnostics;

namespace WebP2P.Node.Tests.Library;

/// <summary>Programs of the system.</summary>
internal static class Command
{
    public static void Run(string name, params string[] arguments)
    {
        using var process = Process.Start(name, arguments);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }
}
