using System.Net;
using WebP2P.Node.Control;
using WebP2P.Node.Links;
using WebP2P.Protocols;
using WebP2P.Protocols.Content;
using WebP2P.Protocols.Overlays;

namespace WebP2P.Node.Tests.Links;

public sealed class PeerLibraryTests
{
    [Fact]
    public async Task A_peers_folder_is_read_page_by_page_and_its_names_stay_labels()
    {
        await using var alice = await LinkNode.StartAsync();
        await using var bob = await LinkNode.StartAsync();
        bob.Files.Entries.AddRange([LibraryEntry.OfFolder("deep er", "music/é/deep er", 7, 700), File("<img onerror=alert(1)>.png", 2), File("Harry.txt", 3), File("empty", 0), File("back\\slash", 5)]);
        await KnownAsync(alice, bob);
        List<LibraryEntry> entries = [];
        var request = new PageRequest(null, 2);
        do
        {
            var page = await alice.Get<IPeers>().LibraryAsync(bob.Id, new LibraryQuestion("music/é"), request, CancellationToken.None);
            Assert.Null(page.Refusal);
            Assert.True(page.Value!.Items.Count <= 2);
            entries.AddRange(page.Value.Items);
            request = request with { Cursor = page.Value.NextCursor };
        }
        while (request.Cursor is not null);

        Assert.Equal(bob.Files.Entries, entries);
        Assert.Equal(new LibraryQuestion("music/é"), bob.Files.Asked);
    }

    [Fact]
    public async Task What_does_not_match_the_query_is_left_out_and_counted()
    {
        await using var alice = await LinkNode.StartAsync();
        await using var bob = await LinkNode.StartAsync();
        bob.Files.Entries.AddRange([File("Harry Potter.txt", 3), File("spam.exe", 4)]);
        await KnownAsync(alice, bob);
        var found = await alice.Get<IPeers>().LibraryAsync(bob.Id, new LibraryQuestion("", "harry"), new PageRequest(null), CancellationToken.None);
        Assert.Equal("Harry Potter.txt", Assert.Single(found.Value!.Items).Name);
        Assert.Equal(1, alice.Drops[DropReason.DoesNotMatch]);
        Assert.Equal("invalid-query", (await alice.Get<IPeers>().LibraryAsync(bob.Id, new LibraryQuestion("", "\"open"), new PageRequest(null), CancellationToken.None)).Refusal?.Code);
    }

    [Fact]
    public async Task The_library_of_an_unknown_or_absent_peer_is_an_answer_not_an_exception()
    {
        await using var alice = await LinkNode.StartAsync();
        await using var bob = await LinkNode.StartAsync();
        var question = new LibraryQuestion("");
        Assert.Equal(RefusalKind.NotFound, (await alice.Get<IPeers>().LibraryAsync(bob.Id, question, new PageRequest(null), CancellationToken.None)).Refusal?.Kind);
        await KnownAsync(alice, bob);
        Assert.Equal("question-too-long", (await alice.Get<IPeers>().LibraryAsync(bob.Id, new LibraryQuestion(new string('p', 4_000)), new PageRequest(null), CancellationToken.None)).Refusal?.Code);
        await bob.Plane.StopAsync(CancellationToken.None);
        Assert.Equal(RefusalKind.Unavailable, (await alice.Get<IPeers>().LibraryAsync(bob.Id, question, new PageRequest(null), CancellationToken.None)).Refusal?.Kind);
    }

    [Theory]
    [InlineData("limit=0")]
    [InlineData("limit=201")]
    [InlineData("limit=many")]
    [InlineData("path={2201}")]
    [InlineData("query={1001}")]
    [InlineData("cursor={1501}")]
    public async Task Questions_beyond_the_limits_are_refused_and_counted(string question)
    {
        await using var alice = await LinkNode.StartAsync();
        await using var bob = await LinkNode.StartAsync();
        await KnownAsync(alice, bob);
        if (question.IndexOf('{', StringComparison.Ordinal) is > 0 and var brace) question = question[..brace] + new string('x', int.Parse(question[(brace + 1)..^1], System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(HttpStatusCode.BadRequest, await AskAsync(alice, bob, question));
        Assert.Equal(1, bob.Drops[DropReason.Malformed]);
        Assert.Equal(HttpStatusCode.OK, await AskAsync(alice, bob, question[..question.IndexOf('=', StringComparison.Ordinal)] + "=" + (question[0] == 'l' ? "200" : "x").Replace("x", question[0] == 'c' ? "0" : "x", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Who_asks_too_often_is_told_to_wait_and_counted()
    {
        await using var alice = await LinkNode.StartAsync();
        await using var bob = await LinkNode.StartAsync();
        await KnownAsync(alice, bob);
        var refused = 0;
        // At ten a second and fifty at once, a thousand questions take a minute and a half; asked at once most are too many.
        for (var asked = 0; asked < 1_000 && refused == 0; asked++) refused += await AskAsync(alice, bob, "limit=1") == HttpStatusCode.TooManyRequests ? 1 : 0;
        Assert.Equal(1, refused);
        Assert.Equal(1, bob.Drops[DropReason.RateExceeded]);
    }

    private static LibraryEntry File(string name, long size) =>
        LibraryEntry.OfFile(size == 0 ? null : new ContentHash(new Bytes32([.. new byte[31], (byte)size])), size, name, "music/é", DateTimeOffset.UnixEpoch.AddDays(1));

    private static async Task KnownAsync(LinkNode alice, LinkNode bob)
    {
        await alice.LinkAsync(bob);
        await Poll.UntilAsync(() => alice.Get<IPeerDirectory>().Find(bob.Id) is not null);
    }

    private static async Task<HttpStatusCode> AskAsync(LinkNode alice, LinkNode bob, string question)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"http://peer{LibraryEndpoint.Path}?{question}");
        using var answer = await alice.Connector.Http(bob.Id).SendAsync(request, CancellationToken.None);
        return answer.StatusCode;
    }
}
