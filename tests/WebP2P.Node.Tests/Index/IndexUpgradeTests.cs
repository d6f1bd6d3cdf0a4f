using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using WebP2P.Node.Index;
using WebP2P.Node.Storage;
using WebP2P.Node.Tests.Storage;
using WebP2P.Protocols.Overlays.Napster;
using static WebP2P.Tests.Shared.NapsterSamples;

namespace WebP2P.Node.Tests.Index;

public sealed class IndexUpgradeTests : IDisposable
{
    private readonly TempFolder temp = new();

    [Fact]
    public async Task An_index_in_the_first_form_is_copied_away_and_begins_anew_and_nodes_register_again()
    {
        await MakeFirstFormAsync();
        await using var running = await StorageFixture.OpenAsync(temp["data"]);
        Assert.NotEmpty(Directory.GetFiles(temp["data"], "index.db.before-*"));
        var store = running.Get<IIndexStore>();
        Assert.Equal(new RegisteredAnswer(0, 0, 0), store.Registered(NodeOf(1)));
        Assert.Null(store.Commit(NodeOf(1), Batch(7, 0, Added("a.txt", 1)), Wall).Refusal);
        Assert.Equal(["a.txt"], store.Find(Query("a"), Presence.Of(NodeOf(1)), 10, Wall).Hits.Select(hit => hit.Names[0]));
        Assert.Equal(new IndexTotals(1, 1, 1), store.Totals());
    }

    [Fact]
    public async Task An_index_whose_contents_stood_in_a_table_of_their_own_begins_anew_too()
    {
        await MigrateAsync("20261122162809_Ranked", "INSERT INTO Nodes VALUES (1, zeroblob(32), zeroblob(16), 5, 9, 1); INSERT INTO Contents VALUES (1, 3, zeroblob(32), 7); INSERT INTO Names VALUES (1, 1, 2, 'old.txt'); INSERT INTO Files VALUES (1, 4, 'f', 1, 0, 1)");
        await using var running = await StorageFixture.OpenAsync(temp["data"]);
        Assert.NotEmpty(Directory.GetFiles(temp["data"], "index.db.before-*"));
        Assert.Equal(new IndexTotals(0, 0, 0), running.Get<IIndexStore>().Totals());
    }

    public void Dispose() => temp.Dispose();

    private Task MakeFirstFormAsync() =>
        MigrateAsync("20261122135811_Initial", "INSERT INTO Nodes VALUES (1, zeroblob(32), zeroblob(16), 5, 9, 1); INSERT INTO Contents VALUES (1, zeroblob(32), 7); INSERT INTO Names VALUES (1, 1, 'old.txt'); INSERT INTO Files VALUES (1, 'f', 'old.txt', 1, 1, 0, 1); INSERT INTO NameTokens (rowid, Tokens) VALUES (1, 'old txt')");

    private async Task MigrateAsync(string form, string rows)
    {
        var path = Path.Combine(temp.MakeFolder("data"), "index.db");
        await using var context = new IndexDbContext(SqliteSetup.Options<IndexDbContext>(path));
        await context.GetService<IMigrator>().MigrateAsync(form);
        await context.Database.ExecuteSqlRawAsync(rows);
    }
}
