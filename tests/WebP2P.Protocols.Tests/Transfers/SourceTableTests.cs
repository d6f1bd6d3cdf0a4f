using WebP2P.Protocols.Transfers;
using static WebP2P.Protocols.Tests.Transfers.TransferNames;

namespace WebP2P.Protocols.Tests.Transfers;

public sealed class SourceTableTests
{
    [Fact]
    public void A_source_is_known_once_and_keeps_its_number()
    {
        var table = new SourceTable();
        Assert.True(table.TryAdd(Peer(7)));
        Assert.True(table.TryAdd(Peer(8)));
        Assert.False(table.TryAdd(Peer(7)));
        Assert.Equal(1, table.Find(Peer(8))!.Number);
    }

    [Fact]
    public void The_table_is_bounded()
    {
        var table = new SourceTable();
        for (var number = 0; number < SourceTable.SourcesMax; number++) Assert.True(table.TryAdd(Peer(number)));
        Assert.False(table.TryAdd(Peer(100_000)));
    }

    [Fact]
    public void Rests_grow_with_failures_and_differ_by_chance()
    {
        var dice = new TransferDice(1);
        var source = new TransferSource(0, Peer(1));
        var rests = new List<long>();
        for (var failure = 0; failure < 12; failure++)
        {
            SourceTable.Rest(source, "It did not answer.", 0, dice);
            rests.Add(source.RetryAtMs);
        }
        Assert.InRange(rests[0], 1, 4_000);
        Assert.InRange(rests[4], 1, 64_000);
        Assert.All(rests[7..], rest => Assert.InRange(rest, 1, 512_000));
        Assert.True(rests[7..].Distinct().Count() > 1);
        Assert.True(rests[7..].Max() > 64_000);
    }

    [Fact]
    public void A_source_never_asked_goes_before_one_that_rested()
    {
        var table = new SourceTable();
        table.TryAdd(Peer(1));
        table.TryAdd(Peer(2));
        SourceTable.Rest(table.Find(Peer(1))!, "It did not answer.", 0, new TransferDice(1));
        Assert.Equal(Peer(2), table.NextToContact(1_000_000)!.Peer);
        table.Find(Peer(2))!.Standing = SourceStanding.Asked;
        Assert.Equal(Peer(1), table.NextToContact(1_000_000)!.Peer);
        Assert.Null(table.NextToContact(0));
    }

    [Fact]
    public void The_idlest_source_works_next()
    {
        var table = new SourceTable();
        for (var number = 1; number <= 2; number++)
        {
            table.TryAdd(Peer(number));
            table.Find(Peer(number))!.Standing = SourceStanding.Granted;
            table.Find(Peer(number))!.Pieces = PiecePickerTests.Having(1, 0);
        }
        table.Find(Peer(1))!.TakeConnection();
        Assert.Equal(Peer(2), table.NextToWork()!.Peer);
        table.Find(Peer(2))!.TakeConnection();
        table.Find(Peer(2))!.TakeConnection();
        Assert.Equal(Peer(1), table.NextToWork()!.Peer);
        table.Find(Peer(1))!.TakeConnection();
        Assert.Null(table.NextToWork());
    }
}
