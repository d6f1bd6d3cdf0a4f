using System.Net;
using WebP2P.Node.Control;
using WebP2P.Node.Links;
using WebP2P.Node.Transfers;
using WebP2P.Protocols.Content;
using WebP2P.Protocols.Transfers;

namespace WebP2P.Node.Tests.Transfers;

public sealed class EndpointTests : IAsyncDisposable
{
    private readonly TempFolder folder = new();
    private readonly byte[] bytes = CopyTests.Bytes(200_000);
    private TransferNode bob = null!;
    private TransferNode alice = null!;
    private readonly Asker asker = new();
    private ContentId content;

    [Fact]
    public async Task A_range_is_served_with_a_ticket_and_as_bytes_that_no_browser_opens()
    {
        var ticket = await TicketAsync();
        using var response = await GetAsync("", ticket, "bytes=1000-1999");
        Assert.Equal(HttpStatusCode.PartialContent, response.StatusCode);
        Assert.Equal("bytes 1000-1999/200000", response.Content.Headers.ContentRange!.ToString());
        Assert.Equal(bytes[1000..2000], await response.Content.ReadAsByteArrayAsync());
        Assert.Equal("application/octet-stream", response.Content.Headers.ContentType!.ToString());
        Assert.Equal("attachment", response.Content.Headers.ContentDisposition!.ToString());
        Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.StartsWith("sandbox", response.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_layer_that_is_served_proves_the_content()
    {
        using var response = await GetAsync("/layer", await TicketAsync(), null);
        Assert.True(PieceLayer.TryProve(content, await response.Content.ReadAsByteArrayAsync(), out _));
    }

    [Theory]
    [InlineData("")]
    [InlineData("/layer")]
    public async Task Without_a_valid_ticket_there_is_503_and_when_to_come_back(string part)
    {
        var ticket = await TicketAsync();
        foreach (var wrong in (UInt128?[])[null, ticket + 1])
        {
            using var response = await GetAsync(part, wrong, "bytes=0-9");
            Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
            Assert.NotNull(response.Headers.RetryAfter);
        }
    }

    [Theory]
    [InlineData("bytes=200000-200001")]
    [InlineData("bytes=0-1,5-6")]
    [InlineData("bytes=-5")]
    [InlineData("lines=0-5")]
    public async Task Ranges_that_are_not_one_range_inside_the_content_are_416(string range)
    {
        using var response = await GetAsync("", await TicketAsync(), range);
        Assert.Equal(HttpStatusCode.RequestedRangeNotSatisfiable, response.StatusCode);
    }

    [Fact]
    public async Task Requests_that_were_hung_up_do_not_count_as_running()
    {
        var ticket = await TicketAsync();
        await bob.Get<ITransferLimits>().SetAsync(new TransferLimitsChange(UploadBytesPerSecond: ITransferLimits.BytesPerSecondMin), default);
        for (var again = 0; again < 20; again++)
        {
            using var hungUp = await GetAsync("", ticket, "bytes=0-199999");
            Assert.Equal(HttpStatusCode.PartialContent, hungUp.StatusCode);
        }
        await bob.Get<ITransferLimits>().SetAsync(new TransferLimitsChange(UploadBytesPerSecond: 0), default);
        using var response = await GetAsync("", ticket, "bytes=0-199999");
        Assert.Equal(bytes, await response.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task Sixteen_requests_of_one_peer_are_answered_at_the_same_time_whatever_they_are_for()
    {
        var ticket = await TicketAsync();
        var tickets = new List<(ContentId Content, UInt128 Ticket)> { (content, ticket) };
        var other = bob.Share(CopyTests.Bytes(200_000, 2), "other.bin");
        alice.Get<ILinks>().Send(bob.Id, default, new Want(other, null, null));
        await Waiting.UntilAsync(() => asker.Heard.OfType<Granted>().Count() == 2);
        tickets.Add((other, asker.Heard.OfType<Granted>().Last().Ticket));
        await bob.Get<ITransferLimits>().SetAsync(new TransferLimitsChange(UploadBytesPerSecond: ITransferLimits.BytesPerSecondMin), default);
        using var many = new HttpMessageInvoker(new SocketsHttpHandler { UseProxy = false, ConnectCallback = async (_, cancellation) => await alice.Get<IPeerStreams>().OpenAsync(bob.Id, cancellation) });
        var running = new List<HttpResponseMessage>();
        for (var number = 0; number < 16; number++) running.Add(await AskAsync(number % 2));
        Assert.All(running, response => Assert.Equal(HttpStatusCode.PartialContent, response.StatusCode));
        using var oneMore = await AskAsync(0);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, oneMore.StatusCode);
        Assert.Equal(1, bob.Get<DropCounters>()[Protocols.Overlays.DropReason.LimitReached]);
        foreach (var response in running) response.Dispose();

        Task<HttpResponseMessage> AskAsync(int which)
        {
            var request = new HttpRequestMessage(HttpMethod.Get, $"http://peer/p2p/content/{tickets[which].Content}");
            request.Headers.Add(PieceFetcher.TicketHeader, tickets[which].Ticket.ToString("x32", null));
            request.Headers.TryAddWithoutValidation("Range", "bytes=0-199999");
            return many.SendAsync(request, CancellationToken.None);
        }
    }

    [Fact]
    public async Task A_file_that_is_gone_is_404()
    {
        var ticket = await TicketAsync();
        File.Delete(folder["bob/file.bin"]);
        using var response = await GetAsync("", ticket, "bytes=0-9");
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    public async ValueTask DisposeAsync()
    {
        await alice.DisposeAsync();
        await bob.DisposeAsync();
        folder.Dispose();
    }

    /// <summary>Two nodes, and the ticket that Bob gives when Alice asks over their link.</summary>
    private async Task<UInt128> TicketAsync()
    {
        bob = await TransferNode.StartAsync(folder["bob"]);
        alice = await TransferNode.StartAsync(folder["alice"], attach: asker);
        content = bob.Share(bytes);
        alice.Meet(bob);
        alice.Get<ILinks>().Dial(asker, null, bob.Id);
        await asker.IsLinked.Task.WaitAsync(Waiting.Deadline);
        alice.Get<ILinks>().Send(bob.Id, default, new Want(content, null, null));
        return await asker.Ticket.Task.WaitAsync(Waiting.Deadline);
    }

    private async Task<HttpResponseMessage> GetAsync(string part, UInt128? ticket, string? range)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"http://peer/p2p/content/{content}{part}");
        if (ticket is { } given) request.Headers.Add(PieceFetcher.TicketHeader, given.ToString("x32", null));
        if (range is not null) request.Headers.TryAddWithoutValidation("Range", range);
        return await alice.Get<IPeerStreams>().Http(bob.Id).SendAsync(request, CancellationToken.None);
    }
}
