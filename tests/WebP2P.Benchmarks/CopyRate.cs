using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;

namespace WebP2P.Benchmarks;

/// <summary>1 GiB in memory from four nodes over TLS on loopback, beside aria2 with a Metalink of 1 MiB pieces from four nginx.</summary>
internal static class CopyRate
{
    private const int Sources = 4;
    private const int Rounds = 3;
    private const long MemoryMiBMax = 300;

    /// <summary>Optional argument: size in MiB. Exit code 0 when every copy was right and the downloader stayed within its memory.</summary>
    public static int Run(string[] args)
    {
        var sizeMiB = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 1024;
        var root = Directory.CreateDirectory(Path.Combine(Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath(), $"webp2p-copy-{Environment.ProcessId}")).FullName;
        try
        {
            var file = Path.Combine(root, "file.bin");
            Fill(file, sizeMiB);
            using var aria = new AriaCopy(root, file, Sources);
            var theirs = Enumerable.Range(0, Rounds).Select(_ => aria.Copy()).ToList();
            return Report(sizeMiB, OwnCopies(root, file), theirs);
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    private static List<CopyCost> OwnCopies(string root, string file)
    {
        var givers = Enumerable.Range(0, Sources).Select(number => Start("copy-give", Path.Combine(root, $"source{number}"), file)).ToList();
        try
        {
            var ready = givers.Select(giver => giver.StandardOutput.ReadLine()!.Split(' ')).ToList();
            string[] sources = [.. ready.SelectMany(words => words[..2])];
            return [.. Enumerable.Range(0, Rounds).Select(round => OwnCopy(Path.Combine(root, $"alice{round}"), file, ready[0][2], sources))];
        }
        finally
        {
            foreach (var giver in givers)
            {
                giver.StandardInput.Close();
                giver.WaitForExit();
                giver.Dispose();
            }
        }
    }

    private static CopyCost OwnCopy(string folder, string file, string content, string[] sources)
    {
        using var taker = Start(["copy-take", folder, content, .. sources]);
        var numbers = taker.StandardOutput.ReadToEnd().Split(' ').Select(word => double.Parse(word, CultureInfo.InvariantCulture)).ToList();
        taker.WaitForExit();
        Check(Path.Combine(folder, "downloads", "file.bin"), file);
        Directory.Delete(folder, recursive: true);
        return new CopyCost(numbers[0], numbers[1], (long)numbers[2]);
    }

    internal static void Check(string copy, string file)
    {
        using var left = File.OpenRead(copy);
        using var right = File.OpenRead(file);
        if (!SHA256.HashData(left).AsSpan().SequenceEqual(SHA256.HashData(right))) throw new InvalidDataException($"{copy} is not {file}.");
    }

    private static Process Start(params string[] args) => Process.Start(
        new ProcessStartInfo(Environment.ProcessPath!, args) { RedirectStandardInput = true, RedirectStandardOutput = true })!;

    internal static void Fill(string path, int sizeMiB)
    {
        using var stream = File.Create(path);
        for (var done = 0; done < sizeMiB; done++) stream.Write(RandomNumberGenerator.GetBytes(1 << 20));
    }

    private static int Report(int sizeMiB, List<CopyCost> own, List<CopyCost> aria)
    {
        var (ours, theirs) = (Median(own), Median(aria));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{sizeMiB} MiB from {Sources} sources, median of {Rounds}; CPU is the downloader's"));
        Line("aria2, Metalink, plain http", sizeMiB, theirs);
        Line("webp2p, TLS", sizeMiB, ours);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"ratio: wall {ours.Seconds / theirs.Seconds:F2}, CPU {ours.CpuSeconds / theirs.CpuSeconds:F2}; memory {ours.PeakMiB} MiB, at most {MemoryMiBMax}"));
        return ours.PeakMiB <= MemoryMiBMax ? 0 : 1;
    }

    private static void Line(string what, int sizeMiB, CopyCost cost) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{what,-28} {cost.Seconds,6:F2} s  {sizeMiB / cost.Seconds,6:F0} MiB/s  CPU {cost.CpuSeconds,5:F2} s  peak {cost.PeakMiB} MiB"));

    private static CopyCost Median(List<CopyCost> costs) => new(
        costs.Select(cost => cost.Seconds).Order().ElementAt(costs.Count / 2),
        costs.Select(cost => cost.CpuSeconds).Order().ElementAt(costs.Count / 2),
        costs.Max(cost => cost.PeakMiB));
}
