using System.Globalization;
using WebP2P.Node.Index;
using WebP2P.Node.Storage;
using WebP2P.Node.Tests.Storage;
using WebP2P.Protocols.Overlays.Napster;
using WebP2P.Tests.Shared;
using static WebP2P.Tests.Shared.NapsterSamples;

namespace WebP2P.Node.Tests.Index;

/// <summary>A process that hosts an index is killed without warning while peers register there, again and again with the same files.</summary>
public sealed class IndexKillTests(ITestOutputHelper output) : IDisposable
{
    private const int Rounds = 20;
    private const int AcknowledgementsMax = 60;
    private const int SpinsMax = 2_000_000;
    private const int Seed = 8;

    private readonly TempFolder temp = new();

    [Fact]
    public async Task What_was_acknowledged_before_a_kill_is_there_after_it_and_nothing_else()
    {
        output.WriteLine($"seed {Seed}");
        var random = new Random(Seed);
        var stood = new long[RegistrationScript.Peers + 1];
        for (var round = 0; round < Rounds; round++)
        {
            await using var index = new RegisteringProcess(temp["data"]);
            await index.KillAfterAsync(acknowledgements: random.Next(1, AcknowledgementsMax), spins: random.Next(SpinsMax));
            Assert.All(index.Resumed, resumed => Assert.Equal(stood[resumed.Key], resumed.Value));
            foreach (var (peer, version) in index.Committed) stood[peer] = version;
            stood = await ReadAsync(round, stood);
        }
        output.WriteLine($"{stood.Sum() / RegistrationScript.ChangesPerBatch} batches were committed in {Rounds} rounds");
    }

    public void Dispose() => temp.Dispose();

    /// <summary>Reads a copy, so that the next process meets the files as the kill left them.</summary>
    /// <returns>The version at which the index stands, by the peer's number.</returns>
    private async Task<long[]> ReadAsync(int round, long[] acknowledged)
    {
        var copied = temp.MakeFolder(string.Create(CultureInfo.InvariantCulture, $"copied{round}"));
        foreach (var file in Directory.GetFiles(temp["data"], "index.db*")) System.IO.File.Copy(file, Path.Combine(copied, Path.GetFileName(file)));
        await using var restarted = await StorageFixture.OpenAsync(copied);
        Assert.Empty(Directory.GetFiles(copied, "index.db.damaged-*"));
        using var connection = SqliteSetup.OpenAlone(restarted.Folder.IndexDatabase);
        Assert.Null(IndexAudit.FindDamage(connection, CancellationToken.None));
        var (stored, right) = IndexRows.ReadWords(connection);
        Assert.Equal(right, stored);
        var rows = IndexRows.Read(connection);
        var store = restarted.Get<IIndexStore>();
        var stands = new long[RegistrationScript.Peers + 1];
        for (var peer = 1; peer < stands.Length; peer++)
        {
            stands[peer] = store.Registered(NodeOf(peer)).Version;
            Assert.InRange(stands[peer] - acknowledged[peer], 0, RegisterBatch.UnacknowledgedMax * RegistrationScript.ChangesPerBatch);
            Assert.Equal(0, stands[peer] % RegistrationScript.ChangesPerBatch);
            Assert.Equal(RegistrationScript.FilesAt(peer, stands[peer]).Values.OrderBy(file => file.Folder, StringComparer.Ordinal), rows[NodeOf(peer)].OrderBy(file => file.Folder, StringComparer.Ordinal));
        }
        Assert.Equal(RegistrationScript.Peers, rows.Count);
        return stands;
    }
}
