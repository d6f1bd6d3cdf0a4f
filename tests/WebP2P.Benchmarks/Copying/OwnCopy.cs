using System.Diagnostics;
using System.Globalization;

namespace WebP2P.Benchmarks.Copying;

/// <summary>Nodes that give a file, each a process with a folder, key and port of its own, and one that copies it from all of them.</summary>
internal sealed class OwnCopy : IDisposable
{
    /// <param name="Kib">Most KiB a second that it gives; 0 is no limit.</param>
    /// <param name="IsAltered">Every byte of its file is another one, and the file's time tells nothing.</param>
    /// <param name="KilledAfter">It is killed so long after the copy began.</param>
    public sealed record Giver(int Kib, bool IsAltered = false, TimeSpan? KilledAfter = null);

    private readonly List<Process> processes;
    private readonly IReadOnlyList<Giver> givers;
    private readonly string[] sources;
    private readonly string root, file, content, warm;
    private int rounds;

    public OwnCopy(string root, string file, params IReadOnlyList<Giver> givers)
    {
        (this.root, this.file, this.givers) = (root, file, givers);
        processes = [.. givers.Select((giver, number) => Start("copy-give", Path.Combine(root, $"source{number}"), file, giver.Kib.ToString(CultureInfo.InvariantCulture), giver.IsAltered ? "altered" : "right"))];
        var ready = processes.Select(process => process.StandardOutput.ReadLine()!.Split(' ')).ToList();
        sources = [.. ready.SelectMany(words => words[..2])];
        (content, warm) = (ready[0][2], ready[^1][3]);
    }

    public CopyCost Run()
    {
        var folder = Path.Combine(root, string.Create(CultureInfo.InvariantCulture, $"alice{rounds++}"));
        using var taker = Start(["copy-take", folder, content, warm, .. sources]);
        if (taker.StandardOutput.ReadLine() != CopyProcess.Begun) throw new InvalidOperationException("It did not begin.");
        var killing = Task.WhenAll(givers.Select((giver, number) => KillAsync(giver, processes[number])));
        var numbers = taker.StandardOutput.ReadToEnd().Split(' ').Select(word => double.Parse(word, CultureInfo.InvariantCulture)).ToList();
        taker.WaitForExit();
        killing.GetAwaiter().GetResult();
        CopyRate.Check(Directory.GetFiles(Path.Combine(folder, "downloads")).Single(path => new FileInfo(path).Length == new FileInfo(file).Length), file);
        Directory.Delete(folder, recursive: true);
        return new CopyCost(numbers[0], numbers[1], (long)numbers[2]);
    }

    public void Dispose()
    {
        foreach (var process in processes)
        {
            process.StandardInput.Close();
            process.WaitForExit();
            process.Dispose();
        }
        foreach (var folder in Directory.GetDirectories(root, "source*")) Directory.Delete(folder, recursive: true);
    }

    private static async Task KillAsync(Giver giver, Process process)
    {
        if (giver.KilledAfter is not { } after) return;
        await Task.Delay(after);
        process.Kill();
    }

    private static Process Start(params string[] args) => Process.Start(
        new ProcessStartInfo(Environment.ProcessPath!, args) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
}
