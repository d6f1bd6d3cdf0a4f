using System.Globalization;

namespace WebP2P.Benchmarks.Copying;

/// <summary>Copies from sources that give so much a second each, beside what their rates allow: alike, one slow, one killed at 30 %, one altered.</summary>
internal static class LimitedCopy
{
    private const int Rounds = 3;
    private const int UsualKib = 25_000, FastKib = 30_000, SlowKib = 2_000;
    private const double KilledShare = 0.3;

    /// <summary>Optional argument: size in MiB. Exit code 0 when every copy was right and all targets are met.</summary>
    public static int Run(string[] args) => CopyRate.InMemory(args, (root, file, sizeMiB) =>
    {
        var sizeKib = sizeMiB * 1024.0;
        var alike = sizeKib / (4 * UsualKib);
        var isMet = Alike(root, file, alike);
        isMet &= Beside("three sources of 30,000 KiB/s and one of 2,000", sizeKib / (3 * FastKib + SlowKib), 1 / 0.94, Own(root, file, new(FastKib), new(FastKib), new(FastKib), new(SlowKib)));
        isMet &= Beside("one of four altered", sizeKib / (3 * UsualKib), 1.05, Own(root, file, new(UsualKib), new(UsualKib), new(UsualKib), new(UsualKib, IsAltered: true)));
        var killed = TimeSpan.FromSeconds(KilledShare * alike);
        return isMet & Beside(
            "one of four killed at 30 %", KilledShare * alike + (1 - KilledShare) * sizeKib / (3 * UsualKib), 1.05,
            CopyRate.Median(Rounds, () => Once(root, file, new(UsualKib), new(UsualKib), new(UsualKib), new(UsualKib, KilledAfter: killed))));
    });

    private static bool Alike(string root, string file, double ideal)
    {
        CopyCost curls;
        var rate = UsualKib * 1024L;
        using (var servers = new NginxServers(root, isTls: false, rate, rate, rate, rate)) curls = CopyRate.Median(Rounds, () => CurlCopy.Run(servers, root, file));
        var own = Own(root, file, new(UsualKib), new(UsualKib), new(UsualKib), new(UsualKib));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"four curls of a quarter each    {curls.Seconds,6:F2} s"));
        Beside("four sources of 25,000 KiB/s", ideal, double.PositiveInfinity, own);
        return Beside("the same beside the curls", curls.Seconds, 1.04, own);
    }

    private static CopyCost Own(string root, string file, params IReadOnlyList<OwnCopy.Giver> givers)
    {
        using var own = new OwnCopy(root, file, givers);
        return CopyRate.Median(Rounds, own.Run);
    }

    private static CopyCost Once(string root, string file, params IReadOnlyList<OwnCopy.Giver> givers)
    {
        using var own = new OwnCopy(root, file, givers);
        return own.Run();
    }

    private static bool Beside(string what, double ideal, double most, CopyCost own)
    {
        var isMet = own.Seconds <= most * ideal;
        var limit = double.IsInfinity(most) ? "" : string.Create(CultureInfo.InvariantCulture, $" (at most {most:F2}): {(isMet ? "met" : "MISSED")}");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what,-48} {own.Seconds,6:F2} s, ideal {ideal:F2} s, ratio {own.Seconds / ideal:F3}{limit}; CPU {own.CpuSeconds:F2} s"));
        return isMet;
    }
}
