namespace WebP2P.Benchmarks.Copying;

/// <summary>What one copy took. CPU seconds are the downloader's alone.</summary>
internal sealed record CopyCost(double Seconds, double CpuSeconds, long PeakMiB);
