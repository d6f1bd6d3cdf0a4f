using System.Diagnostics;
using WebP2P.Node.Control;
using WebP2P.Protocols.Content;

namespace WebP2P.Node.Tests.Transfers;

/// <summary>One limited seed and 8 who copy from it and from each other, at the same time; each knows the seed only.</summary>
public sealed class LeecherTests(ITestOutputHelper output) : IAsyncDisposable
{
    private const int Leechers = 8;
    private const int LimitKib = 4_096;
    private const int SizeBytes = 12 * LimitKib * 1_024;

    /// <summary>A plain server needs as many times its line as there are askers, eight; the benchmark shows what is usual here, this only that they give to each other.</summary>
    private const double TimesMax = 5;

    private readonly TempFolder folder = new();
    private readonly byte[] bytes = CopyTests.Bytes(SizeBytes);
    private readonly List<TransferNode> nodes = [];

    [Fact]
    public async Task Eight_who_copy_from_one_limited_seed_need_little_longer_than_one_would()
    {
        var seed = await StartAsync("seed", LimitKib);
        var content = seed.Share(bytes);
        for (var number = 0; number < Leechers; number++) (await StartAsync($"leecher{number}", 0)).Meet(seed);
        var watch = Stopwatch.StartNew();
        var times = await Task.WhenAll(nodes.Skip(1).Select(node => CopyAsync(node, content, seed, watch)));

        var idealSeconds = SizeBytes / (LimitKib * 1_024.0);
        output.WriteLine($"ideal {idealSeconds:0.0} s, done after {string.Join(", ", times.Order().Select(time => $"{time.TotalSeconds:0.0}"))} s; the seed gave {seed.BytesSent / (double)SizeBytes:0.00} times the file");
        Assert.InRange(times.Max().TotalSeconds, 0.9 * idealSeconds, TimesMax * idealSeconds);
        Assert.InRange(seed.BytesSent, 1, 2 * SizeBytes);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in nodes) await node.DisposeAsync();
        folder.Dispose();
    }

    private async Task<TransferNode> StartAsync(string name, int limitKib)
    {
        var node = await TransferNode.StartAsync(folder[name], configure: options => options with { UploadLimitKib = limitKib });
        nodes.Add(node);
        return node;
    }

    private async Task<TimeSpan> CopyAsync(TransferNode node, ContentId content, TransferNode seed, Stopwatch watch)
    {
        var id = (await node.StartDownloadAsync(content, seed.Id)).Id;
        var done = await node.UntilStateAsync(id, DownloadState.Completed);
        var taken = watch.Elapsed;
        Assert.Equal(bytes, await File.ReadAllBytesAsync(done.Path));
        return taken;
    }
}
