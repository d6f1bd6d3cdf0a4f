using System.Diagnostics;
using System.Globalization;

namespace WebP2P.Benchmarks;

/// <summary>
/// How fast a large messy disk becomes a library, and in how much memory, beside <c>sha256sum</c> and <c>openssl dgst</c> over the same files in the
/// same run, all behind everything else (niceness 10). The library works in a process of its own, so that its memory can be told.
/// </summary>
internal static class LibraryRate
{
    private const int FilesDefault = 100_000;
    private const int BigGibDefault = 100;
    private const int RealMibDefault = 512;
    private const int FilesOfFolder = 1_000;
    private const int SmallBytes = 1_024;
    private const double MemoryMibMax = 250;
    private const double FilesPerSecondMin = 10_000;

    /// <summary>Optional arguments: small files, size of the sparse file in GiB, size of the full file in MiB. Exit code 0 when the targets are met.</summary>
    public static int Run(string[] args)
    {
        if (args is ["scan", var data, .. var shares]) return LibraryScan.Run(data, shares);
        var (files, bigGib, realMib) = (Argument(args, 0, FilesDefault), Argument(args, 1, BigGibDefault), Argument(args, 2, RealMibDefault));
        var folder = Directory.CreateTempSubdirectory("webp2p-library-").FullName;
        try
        {
            MakeSmall(Path.Combine(folder, "small"), files);
            MakeSparse(Path.Combine(folder, "sparse"), (long)bigGib << 30);
            MakeFull(Path.Combine(folder, "full"), realMib);
            return Report(folder, files, bigGib, realMib);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static int Report(string folder, int files, int bigGib, int realMib)
    {
        var (small, full) = (Path.Combine(folder, "small"), Path.Combine(folder, "full"));
        var peerSmall = Shell($"find '{small}' -type f -print0 | nice xargs -0 sha256sum > /dev/null");
        var peerFull = Shell($"nice openssl dgst -sha256 '{full}'/* > /dev/null");
        var lines = Scan(folder, ["small", "sparse", "full"]);
        var (smallSeconds, sparseSeconds, fullSeconds, againSeconds, peakMib) = (lines[0], lines[1], lines[2], lines[3], lines[4]);
        Print($"{files} files of 1 KiB: {files / smallSeconds:F0} files/s (target {FilesPerSecondMin:F0}), {smallSeconds:F1} s; find | xargs sha256sum {files / peerSmall:F0} files/s; ratio {peerSmall / smallSeconds:F2}");
        Print($"sparse file of {bigGib} GiB: {sparseSeconds:F1} s, {bigGib * 1073.7 / sparseSeconds:F0} MB/s, holes are not read");
        Print($"full file of {realMib} MiB: {realMib * 1.048576 / fullSeconds:F0} MB/s; openssl dgst {realMib * 1.048576 / peerFull:F0} MB/s; ratio {peerFull / fullSeconds:F2}");
        Print($"all again, unchanged: {againSeconds:F1} s, {(files + 2) / againSeconds:F0} files/s, {lines[5]:F0} bytes hashed");
        Print($"peak memory {peakMib:F0} MiB (target {MemoryMibMax:F0})");
        return peakMib <= MemoryMibMax && files / smallSeconds >= FilesPerSecondMin && lines[5] == 0 ? 0 : 1;
    }

    private static double[] Scan(string folder, string[] shares)
    {
        var start = new ProcessStartInfo("dotnet", [Environment.GetCommandLineArgs()[0], "library", "scan", Path.Combine(folder, "data"), .. shares.Select(share => Path.Combine(folder, share))]) { RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        var text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidOperationException("The scan failed.");
        return [.. text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(word => double.Parse(word, CultureInfo.InvariantCulture))];
    }

    private static void MakeSmall(string folder, int files)
    {
        var bytes = new byte[SmallBytes];
        var random = new Random(1);
        for (var file = 0; file < files; file++)
        {
            var inner = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{file / FilesOfFolder}"));
            if (file % FilesOfFolder == 0) Directory.CreateDirectory(inner);
            random.NextBytes(bytes);
            File.WriteAllBytes(Path.Combine(inner, string.Create(CultureInfo.InvariantCulture, $"track {file:D7}.mp3")), bytes);
        }
    }

    private static void MakeSparse(string folder, long bytes)
    {
        Directory.CreateDirectory(folder);
        using var file = File.Create(Path.Combine(folder, "image.iso"));
        file.SetLength(bytes);
    }

    private static void MakeFull(string folder, int mib)
    {
        Directory.CreateDirectory(folder);
        using var file = File.Create(Path.Combine(folder, "film.mkv"));
        var bytes = new byte[1 << 20];
        var random = new Random(2);
        for (var written = 0; written < mib; written++)
        {
            random.NextBytes(bytes);
            file.Write(bytes);
        }
    }

    private static double Shell(string command)
    {
        var watch = Stopwatch.StartNew();
        using var process = Process.Start("sh", ["-c", command]);
        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidOperationException($"It failed: {command}");
        return watch.Elapsed.TotalSeconds;
    }

    private static int Argument(string[] args, int at, int byDefault) => args.Length > at ? int.Parse(args[at], CultureInfo.InvariantCulture) : byDefault;

    private static void Print(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
