using System.ComponentModel;
using System.Diagnostics;
using System.Text.RegularExpressions;
using WebP2P.Host.Tests.Architecture;
using WebP2P.Host.Tests.Fakes;

namespace WebP2P.Host.Tests.Api;

/// <summary>The examples of README.md's section "Scripting", taken from it and run against a started node.</summary>
public sealed class ReadmeTests
{
    [Fact]
    public async Task The_curl_example_searches_and_downloads()
    {
        await using var control = await ObligingNodeAsync();
        using var folder = new TemporaryFolder();
        var output = await RunAsync(control, folder.Path, "bash", "-euo", "pipefail", "-c", Example("bash"));
        Assert.Contains("event: hit", output, StringComparison.Ordinal);
        Assert.Contains("event: done", output, StringComparison.Ordinal);
        var download = Assert.Single(control.Downloads.List(null));
        Assert.Contains(download.Id.ToString(), output, StringComparison.Ordinal);
        Assert.Equal(FakeShares.Content(1, 10).Hash, download.Hash);
    }

    [Fact]
    public async Task The_JavaScript_example_follows_its_download_to_the_end()
    {
        if (!await IsThereAsync("npm")) Assert.Skip("npm is not installed.");
        await using var control = await ObligingNodeAsync();
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "example.mjs"), Example("js"));
        await RunAsync(control, folder.Path, "npm", "install", "--no-save", "--no-audit", "--no-fund", "--loglevel=error", "@microsoft/signalr@10.0.0");
        var output = await RunAsync(control, folder.Path, "node", "example.mjs");
        Assert.Equal(["waiting", "running", "completed"], output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(": ")[1]));
    }

    /// <summary>Finds something for every query, and copies at once.</summary>
    private static async Task<TestControl> ObligingNodeAsync()
    {
        var control = await TestControl.StartAsync();
        control.Searches.Answer = [(FakeShares.Content(1, 10), "Harry Potter.txt"), (FakeShares.Content(2, 20), "Harry Potter 2.txt")];
        control.Downloads.CompletesAtOnce = true;
        return control;
    }

    private static string Example(string language)
    {
        var section = Repository.Read("README.md").Split("## Scripting")[1].Split("\n## ")[0];
        return Regex.Match(section, $"```{language}\n(.*?)```", RegexOptions.Singleline).Groups[1].Value;
    }

    private static async Task<bool> IsThereAsync(string program)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, "--version") { RedirectStandardOutput = true })!;
            await process.WaitForExitAsync();
            return process.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }

    private static async Task<string> RunAsync(TestControl control, string folder, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["WEBP2P_URL"] = control.Address.GetLeftPart(UriPartial.Authority);
        start.Environment["WEBP2P_TOKEN"] = control.Key;
        using var process = Process.Start(start)!;
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        using var overdue = deadline.Token.Register(() => process.Kill(entireProcessTree: true));
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{program} ended with {process.ExitCode}: {await errors}{await output}");
        return await output;
    }

    private sealed class TemporaryFolder : IDisposable
    {
        private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("webp2p-readme-");

        public string Path => folder.FullName;

        public void Dispose() => folder.Delete(recursive: true);
    }
}
