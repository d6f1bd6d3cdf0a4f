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

    /// <summary>
    /// Optional argument: size in MiB. Exit code 0 when every copy was right and all targets are met. All are measured in turn, round by round:
    /// what else the machine does in a minute then meets all of them, and ratios are of copies of one round.
    /// </summary>
    public static int Run(string[] args) => InMemory(args, (root, file, sizeMiB) =>
    {
        var aria = new AriaCopy(root, file);
        using var plain = new NginxServers(root, isTls: false, 0, 0, 0, 0);
        using var tls = new NginxServers(root, isTls: true, 0, 0, 0, 0);
        using var own = new OwnCopy(root, file, new(0), new(0), new(0), new(0));
        // The nodes that give have run for days as well.
        for (var round = 0; round < WarmRounds; round++) own.Run();
        var rounds = Enumerable.Range(0, Rounds)
            .Select(_ => new Round(CurlCopy.Run(plain, root, file), aria.Run(plain), CurlCopy.Run(tls, root, file), aria.Run(tls), own.Run()))
            .ToList();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{sizeMiB} MiB from 4 sources, median of {Rounds}; CPU is the downloader's"));
        Line("four curls, plain http", sizeMiB, rounds, round => round.Curls);
        Line("aria2, Metalink, plain http", sizeMiB, rounds, round => round.Aria);
        Line("four curls, TLS", sizeMiB, rounds, round => round.TlsCurls);
        Line("aria2, Metalink, TLS", sizeMiB, rounds, round => round.TlsAria);
        Line("webp2p, TLS", sizeMiB, rounds, round => round.Own);
        return IsMet(rounds);
    });

    private static bool IsMet(List<Round> rounds)
    {
        var plain = Middle(rounds, round => round.Own.Seconds / round.Aria.Seconds);
        var tls = Middle(rounds, round => round.Own.Seconds / round.TlsAria.Seconds);
        var (plainCpu, tlsCpu) = (Middle(rounds, round => round.Own.CpuSeconds / round.Aria.CpuSeconds), Middle(rounds, round => round.Own.CpuSeconds / round.TlsAria.CpuSeconds));
        var memory = rounds.Max(round => round.Own.PeakMiB);
        var isMet = plain <= PlainMax && tls <= TlsMax && memory <= MemoryMiBMax;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"wall beside aria2: plain {plain:F2} (at most {PlainMax}), TLS {tls:F2} (at most {TlsMax}); CPU {plainCpu:F2} and {tlsCpu:F2}; memory {memory} MiB (at most {MemoryMiBMax}): {(isMet ? "met" : "MISSED")}"));
        return isMet;
    }

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

    internal static CopyCost Median(int rounds, Func<CopyCost> copy) => Median([.. Enumerable.Range(0, rounds).Select(_ => copy())]);

    private static CopyCost Median(IReadOnlyList<CopyCost> costs) =>
        new(Middle(costs, cost => cost.Seconds), Middle(costs, cost => cost.CpuSeconds), costs.Max(cost => cost.PeakMiB));

    private static double Middle<T>(IReadOnlyList<T> all, Func<T, double> value) => all.Select(value).Order().ElementAt(all.Count / 2);

    private static void Line(string what, int sizeMiB, List<Round> rounds, Func<Round, CopyCost> part)
    {
        var cost = Median([.. rounds.Select(part)]);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{what,-28} {cost.Seconds,6:F2} s  {sizeMiB / cost.Seconds,6:F0} MiB/s  CPU {cost.CpuSeconds,5:F2} s{(cost.PeakMiB > 0 ? string.Create(CultureInfo.InvariantCulture, $"  peak {cost.PeakMiB} MiB") : "")}"));
    }

    private sealed record Round(CopyCost Curls, CopyCost Aria, CopyCost TlsCurls, CopyCost TlsAria, CopyCost Own);
}
