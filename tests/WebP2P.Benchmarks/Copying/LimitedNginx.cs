using System.Diagnostics;

namespace WebP2P.Benchmarks.Copying;

/// <summary>The yardstick: one nginx whose line is shared by so many who ask at the same time. Needs nginx and curl.</summary>
/// <param name="bytesPerSecond">Of all answers together: nginx limits each, so each gets its share.</param>
internal sealed class LimitedNginx(string root, string file, int askers, long bytesPerSecond) : IDisposable
{
    private readonly NginxServers server = new(root, isTls: false, bytesPerSecond / askers);

    /// <summary>Seconds until the last of them has all.</summary>
    public double Copy()
    {
        var watch = Stopwatch.StartNew();
        var curls = Enumerable.Range(0, askers).Select(number => Process.Start("curl", ["-s", "-o", Target(number), $"{server.Urls[0]}/{Path.GetFileName(file)}"])).ToList();
        foreach (var curl in curls)
        {
            curl.WaitForExit();
            curl.Dispose();
        }
        var seconds = watch.Elapsed.TotalSeconds;
        for (var number = 0; number < askers; number++) CopyRate.Check(Target(number), file);
        return seconds;
    }

    public void Dispose() => server.Dispose();

    private string Target(int number) => Path.Combine(root, $"curl{number}");
}
