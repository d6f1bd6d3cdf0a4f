using System.Globalization;
using System.Security.Cryptography;

namespace WebP2P.Benchmarks.Copying;

/// <summary>
/// 1 GiB in memory from four nodes over TLS on loopback, beside aria2 with a Metalink of 1 MiB pieces and beside four curls from four nginx, plain and
/// over TLS. Needs aria2, curl and nginx.
/// </summary>
internal static class CopyRate
{
    private const int Rounds = 5, WarmRounds = 2, WarmMiB = 100;
    private const double PlainMax = 1.5, TlsMax = 1.0;
    private const long MemoryMiBMax = 300;

    /// <summary>Optional argument: size in MiB. Exit code 0 when every copy was right and all targets are met.</summary>
    public static int Run(string[] args) => InMemory(args, (root, file, sizeMiB) =>
    {
        var aria = new AriaCopy(root, file);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{sizeMiB} MiB from 4 sources, median of {Rounds}; CPU is the downloader's"));
        CopyCost plain, tls;
        using (var servers = new NginxServers(root, isTls: false, 0, 0, 0, 0))
        {
            Line("four curls, plain http", sizeMiB, Median(Rounds, () => CurlCopy.Run(servers, root, file)));
            Line("aria2, Metalink, plain http", sizeMiB, plain = Median(Rounds, () => aria.Run(servers)));
        }
        using (var servers = new NginxServers(root, isTls: true, 0, 0, 0, 0))
        {
            Line("four curls, TLS", sizeMiB, Median(Rounds, () => CurlCopy.Run(servers, root, file)));
            Line("aria2, Metalink, TLS", sizeMiB, tls = Median(Rounds, () => aria.Run(servers)));
        }
        using var own = new OwnCopy(root, file, new(0), new(0), new(0), new(0));
        // The nodes that give have run for days as well.
        for (var round = 0; round < WarmRounds; round++) own.Run();
        var ours = Median(Rounds, own.Run);
        Line("webp2p, TLS", sizeMiB, ours);
        var isMet = ours.Seconds <= PlainMax * plain.Seconds && ours.Seconds <= TlsMax * tls.Seconds && ours.PeakMiB <= MemoryMiBMax;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"wall beside aria2: plain {ours.Seconds / plain.Seconds:F2} (at most {PlainMax}), TLS {ours.Seconds / tls.Seconds:F2} (at most {TlsMax}); CPU {ours.CpuSeconds / plain.CpuSeconds:F2} and {ours.CpuSeconds / tls.CpuSeconds:F2}; memory {ours.PeakMiB} MiB (at most {MemoryMiBMax}): {(isMet ? "met" : "MISSED")}"));
        return isMet;
    });

    /// <summary>Makes a file of random bytes, in memory when the system has such a folder, and removes everything afterwards.</summary>
    internal static int InMemory(string[] args, Func<string, string, int, bool> measure)
    {
        var sizeMiB = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 1024;
        var root = Directory.CreateDirectory(Path.Combine(Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath(), $"webp2p-copy-{Environment.ProcessId}")).FullName;
        try
        {
            var file = Path.Combine(root, "file.bin");
            Fill(file, sizeMiB);
            Fill(WarmOf(file), WarmMiB);
            return measure(root, file, sizeMiB) ? 0 : 1;
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    /// <summary>What is copied before anything is measured.</summary>
    internal static string WarmOf(string file) => Path.ChangeExtension(file, "warm");

    internal static void Fill(string file, int sizeMiB)
    {
        using var stream = File.Create(file);
        for (var done = 0; done < sizeMiB; done++) stream.Write(RandomNumberGenerator.GetBytes(1 << 20));
    }

    internal static void Check(string copy, string file)
    {
        using var left = File.OpenRead(copy);
        using var right = File.OpenRead(file);
        if (!SHA256.HashData(left).AsSpan().SequenceEqual(SHA256.HashData(right))) throw new InvalidDataException($"{copy} is not {file}.");
    }

    internal static CopyCost Median(int rounds, Func<CopyCost> copy)
    {
        var costs = Enumerable.Range(0, rounds).Select(_ => copy()).ToList();
        return new CopyCost(
            costs.Select(cost => cost.Seconds).Order().ElementAt(costs.Count / 2),
            costs.Select(cost => cost.CpuSeconds).Order().ElementAt(costs.Count / 2),
            costs.Max(cost => cost.PeakMiB));
    }

    private static void Line(string what, int sizeMiB, CopyCost cost) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{what,-28} {cost.Seconds,6:F2} s  {sizeMiB / cost.Seconds,6:F0} MiB/s  CPU {cost.CpuSeconds,5:F2} s{(cost.PeakMiB > 0 ? string.Create(CultureInfo.InvariantCulture, $"  peak {cost.PeakMiB} MiB") : "")}"));
}
