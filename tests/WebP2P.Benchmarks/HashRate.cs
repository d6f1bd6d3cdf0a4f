using System.Diagnostics;
using System.Globalization;
using WebP2P.Protocols;
using WebP2P.Protocols.Content;

namespace WebP2P.Benchmarks;

/// <summary>How fast a file gets its name, beside <c>openssl dgst -sha256</c> on the same file in the same run.</summary>
internal static class HashRate
{
    private const long DefaultBytes = 1L << 30;
    private const int Rounds = 3;

    /// <summary>Small enough to stay in the cache between reading and hashing.</summary>
    private const int ReadBytes = 128 * 1024;

    /// <summary>Optional argument: size of the file in MiB. Exit code 0 when both targets are met.</summary>
    public static int Run(string[] args)
    {
        var sizeBytes = args.Length > 0 ? long.Parse(args[0], CultureInfo.InvariantCulture) << 20 : DefaultBytes;
        var path = Path.Combine(Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath(), $"webp2p-hash-{Environment.ProcessId}");
        try
        {
            Fill(path, sizeBytes);
            return Report(Measure(path, sizeBytes), sizeBytes);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static List<Round> Measure(string path, long sizeBytes)
    {
        var rounds = new List<Round>();
        var map = new PieceMap(sizeBytes);
        Hash(path, map, threads: 2);
        for (var round = 0; round < Rounds; round++) rounds.Add(new Round(OpenSsl(path), Timed(() => Hash(path, map, 1)), Timed(() => Hash(path, map, 2))));
        return rounds;
    }

    private static int Report(List<Round> rounds, long sizeBytes)
    {
        var openSsl = Median(rounds, round => round.OpenSsl);
        var one = Median(rounds, round => round.One);
        var two = Median(rounds, round => round.Two);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{sizeBytes >> 20} MiB, median of {Rounds}; CPU ratio: by processor time, which a busy machine changes less"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"openssl dgst -sha256     {Rate(sizeBytes, openSsl.Seconds),6:F0} MB/s"));
        var isMet = Line("one thread ", sizeBytes, one, openSsl, 0.9);
        return Line("two threads", sizeBytes, two, openSsl, 1.7) && isMet ? 0 : 1;
    }

    private static bool Line(string what, long sizeBytes, Cost cost, Cost openSsl, double target)
    {
        var ratio = openSsl.Seconds / cost.Seconds;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"content id, {what}  {Rate(sizeBytes, cost.Seconds),6:F0} MB/s  ratio {ratio:F2}  target {target:F1} {(ratio >= target ? "met" : "missed")}  CPU ratio {openSsl.CpuSeconds / cost.CpuSeconds:F2}"));
        return ratio >= target;
    }

    private static ContentId Hash(string path, PieceMap map, int threads)
    {
        var hashes = new Bytes32[map.Count];
        var workers = Enumerable.Range(0, threads).Select(first => new Thread(() => HashPieces(path, map, hashes, first, threads))).ToList();
        workers.ForEach(worker => worker.Start());
        workers.ForEach(worker => worker.Join());
        return PieceLayer.FromHashes(map.SizeBytes, hashes).Content;
    }

    private static void HashPieces(string path, PieceMap map, Bytes32[] hashes, int first, int step)
    {
        using var file = File.OpenHandle(path);
        using var hasher = new PieceHasher(map);
        var buffer = new byte[ReadBytes];
        for (var piece = first; piece < map.Count; piece += step)
        {
            for (var at = 0; at < map.Length(piece); at += ReadBytes)
            {
                hasher.Append(buffer.AsSpan(0, RandomAccess.Read(file, buffer.AsSpan(0, Math.Min(ReadBytes, map.Length(piece) - at)), map.Offset(piece) + at)));
            }
            hashes[piece] = hasher.Finish();
        }
    }

    /// <summary>The shell's <c>times</c> tells the processor time of a child that has ended, which .NET does not.</summary>
    private static Cost OpenSsl(string path)
    {
        var watch = Stopwatch.StartNew();
        using var process = Process.Start(new ProcessStartInfo("sh", ["-c", "openssl dgst -sha256 \"$1\" >&2 && times", "sh", path]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var lines = process.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidOperationException("openssl failed.");
        return new Cost(watch.Elapsed.TotalSeconds, lines[^1].Split(' ').Sum(CpuSeconds));
    }

    private static double CpuSeconds(string minutesAndSeconds)
    {
        var parts = minutesAndSeconds.TrimEnd('s').Split('m');
        return 60 * double.Parse(parts[0], CultureInfo.InvariantCulture) + double.Parse(parts[1], CultureInfo.InvariantCulture);
    }

    private static void Fill(string path, long sizeBytes)
    {
        using var file = File.Create(path);
        var buffer = new byte[1 << 20];
        var random = new Random(1);
        for (var written = 0L; written < sizeBytes; written += buffer.Length)
        {
            random.NextBytes(buffer);
            file.Write(buffer);
        }
    }

    private static Cost Timed(Action action)
    {
        var watch = Stopwatch.StartNew();
        var before = Environment.CpuUsage.TotalTime;
        action();
        return new Cost(watch.Elapsed.TotalSeconds, (Environment.CpuUsage.TotalTime - before).TotalSeconds);
    }

    private static double Rate(long sizeBytes, double seconds) => sizeBytes / seconds / 1e6;

    private static Cost Median(List<Round> rounds, Func<Round, Cost> part) => new(
        rounds.Select(round => part(round).Seconds).Order().ElementAt(Rounds / 2),
        rounds.Select(round => part(round).CpuSeconds).Order().ElementAt(Rounds / 2));

    private readonly record struct Cost(double Seconds, double CpuSeconds);

    private sealed record Round(Cost OpenSsl, Cost One, Cost Two);
}
