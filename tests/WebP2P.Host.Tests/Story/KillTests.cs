using System.Diagnostics;
using System.Globalization;
using WebP2P.Protocols.Transfers;

namespace WebP2P.Host.Tests.Story;

/// <summary>Downloaders are processes of their own and are killed without warning, several at a time, so the machine is never quiet.</summary>
public sealed class KillTests(ITestOutputHelper output)
{
    /// <summary>How often they are killed, when it is not the usual number: a hundred take some minutes.</summary>
    private const string KillsVariable = "WEBP2P_KILLS";
    private const int UsualKills = 20;
    private const int CopiesMax = 4;
    private const int SizeBytes = 400 * 1024 * 1024;
    private const int Seed = 7;

    /// <summary>What may be on its way, and the piece that each of the two requests at both sources may have half of: usually it is far less, as the message says.</summary>
    private const long AskedAgainBytesMax = RequestTable.InFlightBytesMax + 2 * TransferSource.ConnectionsMax * PieceBytes;
    private const long PieceBytes = 1 << 20;

    [Fact]
    public async Task A_download_killed_at_random_moments_ends_exact_and_asks_for_little_again_each_time()
    {
        var started = Stopwatch.GetTimestamp();
        var kills = int.Parse(Environment.GetEnvironmentVariable(KillsVariable) ?? "0", CultureInfo.InvariantCulture) is > 0 and var wanted ? wanted : UsualKills;
        var folder = Directory.CreateTempSubdirectory("webp2p-test-killed-").FullName;
        var bytes = new byte[SizeBytes];
        new Random(Seed).NextBytes(bytes);
        await File.WriteAllBytesAsync(Path.Combine(folder, "killed.bin"), bytes);
        try
        {
            var copies = Math.Min(CopiesMax, kills);
            var shares = Enumerable.Range(0, copies).Select(copy => kills / copies + (copy < kills % copies ? 1 : 0));
            var figures = (await Task.WhenAll(shares.Select((share, copy) => CopyAsync(folder, bytes, share, Seed + copy)))).Aggregate((one, other) => one.With(other));
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"measured: {figures.Kills} kills of {copies} copies in {Stopwatch.GetElapsedTime(started).TotalSeconds:0} s, seed {Seed}: {figures.RightPieces} believed pieces were right; {figures.WorstBytes / 1048576.0:0.0} MiB asked again at worst, {figures.AllBytes / 1048576.0 / figures.Kills:0.0} MiB on average"));
            Assert.Equal(kills, figures.Kills);
            Assert.InRange(figures.WorstBytes, 0, AskedAgainBytesMax);
        }
        finally
        {
            Directory.Delete(folder, true);
        }
    }

    private static async Task<KillFigures> CopyAsync(string folder, byte[] bytes, int kills, int seed)
    {
        await using var copy = await KilledCopy.StartAsync(folder, bytes);
        return await copy.RunAsync(kills, seed);
    }
}
