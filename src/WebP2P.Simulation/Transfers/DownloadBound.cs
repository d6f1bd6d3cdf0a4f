namespace WebP2P.Simulation.Transfers;

/// <summary>What no schedule can beat: every honest source gives all the time from its ticket to its death.</summary>
internal static class DownloadBound
{
    /// <returns>ms, and the sources that give then.</returns>
    public static (long Ms, IReadOnlyList<SimulatedSource> Giving) Of(long sizeBytes, IReadOnlyList<SimulatedSource> sources)
    {
        var honest = sources.Where(source => source.Script.IsHonest && source.GrantedMs is not null).ToList();
        var changes = honest.SelectMany(source => new[] { source.GrantedMs!.Value, source.Script.DiesAtMs }).Where(at => at < long.MaxValue).Distinct().Order().ToList();
        var missing = (Int128)sizeBytes * 1_000;
        for (var index = 0; index < changes.Count; index++)
        {
            var fromMs = changes[index];
            List<SimulatedSource> giving = [.. honest.Where(source => source.GrantedMs <= fromMs && source.Script.DiesAtMs > fromMs)];
            var rate = giving.Sum(source => source.Script.BytesPerSecond);
            var untilMs = index + 1 < changes.Count ? changes[index + 1] : long.MaxValue;
            if (rate > 0 && missing <= (Int128)rate * (untilMs - fromMs)) return (fromMs + (long)(missing / rate), giving);
            missing -= rate == 0 ? 0 : (Int128)rate * (untilMs - fromMs);
        }
        return (long.MaxValue, []);
    }
}
