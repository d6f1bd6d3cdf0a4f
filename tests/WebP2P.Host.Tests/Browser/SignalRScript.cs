using System.ComponentModel;
using System.Diagnostics;

namespace WebP2P.Host.Tests.Browser;

/// <summary>The JavaScript client as its publisher ships it, fetched while the tests run.</summary>
internal static class SignalRScript
{
    private const string Package = "@microsoft/signalr@10.0.11";

    /// <summary>Text for a page; skips the test when npm is not installed, which a build server must not lack.</summary>
    public static async Task<string> FetchAsync()
    {
        var folder = Directory.CreateTempSubdirectory("webp2p-signalr-");
        try
        {
            if (await RunAsync(folder, "--version") is null)
            {
                Assert.SkipUnless(Environment.GetEnvironmentVariable("CI") == "true", "npm is not installed.");
                Assert.Fail("npm is not installed.");
            }

            Assert.Equal("", await RunAsync(folder, "install", "--no-save", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error", Package));
            return await File.ReadAllTextAsync(Path.Combine(folder.FullName, "node_modules", "@microsoft", "signalr", "dist", "browser", "signalr.min.js"));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Null when there is no npm, empty when it did what it was told, else what went wrong.</summary>
    private static async Task<string?> RunAsync(DirectoryInfo folder, params string[] arguments)
    {
        try
        {
            using var npm = Process.Start(new ProcessStartInfo("npm", arguments) { WorkingDirectory = folder.FullName, RedirectStandardOutput = true, RedirectStandardError = true })!;
            using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(3));
            using var overdue = deadline.Token.Register(() => npm.Kill(entireProcessTree: true));
            var (output, errors) = (npm.StandardOutput.ReadToEndAsync(), npm.StandardError.ReadToEndAsync());
            await npm.WaitForExitAsync();
            return npm.ExitCode == 0 ? "" : await output + await errors;
        }
        catch (Win32Exception)
        {
            return null;
        }
    }
}
