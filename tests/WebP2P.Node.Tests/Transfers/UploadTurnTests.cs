using System.Net;
using WebP2P.Node.Links;
using WebP2P.Node.Transfers;
using WebP2P.Protocols.Content;
using WebP2P.Protocols.Overlays;
using WebP2P.Protocols.Transfers;

namespace WebP2P.Node.Tests.Transfers;

/// <summary>One slot and two who want it, each speaking the control channel of its own node.</summary>
public sealed class UploadTurnTests : IAsyncDisposable
{
    private readonly TempFolder folder = new();
    private readonly Asker greedy = new();
    private readonly Asker modest = new();
    private readonly List<ContentId> contents = [];
    private TransferNode bob = null!;
    private TransferNode alice = null!;
    private TransferNode carol = null!;

    [Fact]
    public async Task Turns_go_round_by_peer_however_much_one_of_them_wants_and_places_are_told()
    {
        await StartAsync();
        Send(alice, new Want(contents[0], null, null));
        await HearsAsync<Granted>(greedy, 1);
        Send(carol, new Want(contents[0], null, null));
        var first = (await HearsAsync<Queued>(modest, 1))[0];
        Assert.Equal(1, first.Position);
        Assert.InRange(first.EstimateMs, 1, 3_600_000);
        Send(alice, new Want(contents[1], null, null), new Want(contents[2], null, null));
        Assert.All(await HearsAsync<Queued>(greedy, 2), queued => Assert.Equal(2, queued.Position));
        Send(alice, new Unwant(contents[0]));

        await HearsAsync<Granted>(modest, 1);
        Assert.Single(greedy.Heard.OfType<Granted>());
        await Waiting.UntilAsync(() => greedy.Heard.OfType<Queued>().Count(queued => queued.Position == 1) == 2);
        Send(carol, new Unwant(contents[0]));
        await HearsAsync<Granted>(greedy, 3);
        Assert.Equal((1, 0), (bob.Uploads.Totals.SlotsUsed, bob.Uploads.Totals.Queued));
    }

    [Fact]
    public async Task Who_asks_for_bytes_without_its_slot_hears_when_to_come_back()
    {
        await StartAsync();
        Send(alice, new Want(contents[0], null, null));
        await HearsAsync<Granted>(greedy, 1);
        Send(carol, new Want(contents[0], null, null));
        var place = (await HearsAsync<Queued>(modest, 1))[0];
        using var request = new HttpRequestMessage(HttpMethod.Get, $"http://peer/p2p/content/{contents[0]}");
        using var response = await carol.Get<IPeerStreams>().Http(bob.Id).SendAsync(request, CancellationToken.None);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        using var guessed = new HttpRequestMessage(HttpMethod.Get, $"http://peer/p2p/content/{contents[0]}");
        guessed.Headers.Add(PieceFetcher.TicketHeader, new string('0', 32));
        using var refused = await carol.Get<IPeerStreams>().Http(bob.Id).SendAsync(guessed, CancellationToken.None);
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value.TotalMilliseconds, place.EstimateMs - 1_000, place.EstimateMs + 2_000);
    }

    [Fact]
    public async Task A_slot_is_kept_over_a_broken_link_with_the_same_ticket_while_another_waits()
    {
        await StartAsync();
        Send(alice, new Want(contents[0], null, null));
        var ticket = (await HearsAsync<Granted>(greedy, 1))[0].Ticket;
        Send(carol, new Want(contents[0], null, null));
        await HearsAsync<Queued>(modest, 1);
        bob.Get<LinkHub>().Close(alice.Id, "the test");
        await Waiting.UntilAsync(() => greedy.Unlinks > 0);
        Assert.Equal((1, 1), (bob.Uploads.Totals.SlotsUsed, bob.Uploads.Totals.Queued));
        alice.Get<ILinks>().Dial(greedy, null, bob.Id);
        await Waiting.UntilAsync(() => greedy.Links > 1);
        Send(alice, new Want(contents[0], null, null));

        Assert.Equal(ticket, (await HearsAsync<Granted>(greedy, 2))[1].Ticket);
        Assert.Empty(modest.Heard.OfType<Granted>());
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in (TransferNode[])[carol, alice, bob]) await node.DisposeAsync();
        folder.Dispose();
    }

    private async Task StartAsync()
    {
        bob = await TransferNode.StartAsync(folder["bob"], configure: options => options with { UploadSlots = 1 });
        for (var number = 0; number < 3; number++) contents.Add(bob.Share(CopyTests.Bytes(100_000, number), $"{number}.bin"));
        (alice, carol) = (await TransferNode.StartAsync(folder["alice"], attach: greedy), await TransferNode.StartAsync(folder["carol"], attach: modest));
        foreach (var (node, asker) in new[] { (alice, greedy), (carol, modest) })
        {
            node.Meet(bob);
            node.Get<ILinks>().Dial(asker, null, bob.Id);
            await asker.IsLinked.Task.WaitAsync(Waiting.Deadline);
        }
    }

    private void Send(TransferNode from, params Message[] messages)
    {
        foreach (var message in messages) Assert.True(from.Get<ILinks>().Send(bob.Id, default, message));
    }

    /// <summary>So many messages of the kind have come.</summary>
    private static async Task<IReadOnlyList<T>> HearsAsync<T>(Asker asker, int count)
        where T : Message
    {
        await Waiting.UntilAsync(() => asker.Heard.OfType<T>().Count() >= count);
        return [.. asker.Heard.OfType<T>()];
    }
}
