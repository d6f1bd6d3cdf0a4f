using System.Globalization;

namespace WebP2P.Benchmarks.Index;

/// <summary>Times in ms, read by their places in order.</summary>
internal sealed class Latency(IEnumerable<double> times)
{
    private readonly double[] ordered = [.. times.Order()];

    public double Half => ordered[ordered.Length / 2];

    public double NearlyAll => ordered[ordered.Length * 99 / 100];

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Half,8:F3} / {NearlyAll,8:F3}");
}
