using System.Net;
using Microsoft.Extensions.DependencyInjection;
using WebP2P.Node.Control;
using WebP2P.Node.Library;
using WebP2P.Node.Links;
using WebP2P.Node.Tests.Links;
using WebP2P.Node.Transfers;
using WebP2P.Protocols.Content;
using WebP2P.Protocols.Transfers;

namespace WebP2P.Node.Tests.Transfers;

/// <summary>Files that change on the disk while others copy them.</summary>
public sealed class ChangedFileTests : IAsyncDisposable
{
    private const int SizeBytes = 64 << 20;

    private readonly TempFolder folder = new();
    private TransferNode bob = null!;
    private TransferNode alice = null!;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_file_that_changes_during_a_slow_download_ends_it_and_is_offered_no_more(bool isTimeSetBack)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the system must tell when a file changed");
        var bytes = CopyTests.Bytes(SizeBytes);
        var path = folder.Write("bob/shared/film.mkv", bytes);
        var (content, ticket) = await TicketAsync(path);
        using var response = await GetAsync(content, ticket);
        Assert.Equal(HttpStatusCode.PartialContent, response.StatusCode);
        await using var stream = await response.Content.ReadAsStreamAsync();
        var first = new byte[64 << 10];
        await stream.ReadExactlyAsync(first);

        var time = File.GetLastWriteTimeUtc(path);
        using (var file = File.OpenHandle(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite)) RandomAccess.Write(file, [1, 2, 3], SizeBytes - 3);
        if (isTimeSetBack) File.SetLastWriteTimeUtc(path, time);

        var received = new MemoryStream();
        received.Write(first);
        await Assert.ThrowsAnyAsync<Exception>(() => stream.CopyToAsync(received));
        Assert.True(received.Length < SizeBytes);
        Assert.True(bytes.AsSpan(0, (int)received.Length).SequenceEqual(received.GetBuffer().AsSpan(0, (int)received.Length)));
        await Poll.UntilAsync(() => bob.Get<LibraryContents>().FindAsync(content).GetAwaiter().GetResult() is null);
        await Poll.UntilAsync(() => Named() is { } hash && hash != content.Hash);
        using var again = await GetAsync(content, ticket);
        Assert.Equal(HttpStatusCode.NotFound, again.StatusCode);
    }

    public async ValueTask DisposeAsync()
    {
        await alice.DisposeAsync();
        await bob.Get<LibraryService>().StopAsync(CancellationToken.None);
        await bob.DisposeAsync();
        folder.Dispose();
    }

    private ContentHash? Named() =>
        bob.Get<IShares>().FilesAsync("film", null, new PageRequest(null, 10), CancellationToken.None).GetAwaiter().GetResult().Items is [var file, ..] ? file.Hash : null;

    /// <summary>Bob shares the folder of the file from his real library, and gives Alice a slot.</summary>
    private async Task<(ContentId Content, UInt128 Ticket)> TicketAsync(string path)
    {
        var asker = new Asker();
        bob = await TransferNode.StartAsync(
            folder["bob"],
            configure: options => options with { QuietMs = 50, GatherMs = 50, Watch = false, Shares = [Path.GetDirectoryName(path)!] },
            add: services => services.AddSingleton<ITransferLibrary, SharedLibrary>());
        await bob.Get<LibraryService>().StartAsync(CancellationToken.None);
        alice = await TransferNode.StartAsync(folder["alice"], attach: asker);
        await Poll.UntilAsync(() => Named() is not null);
        var content = new ContentId(Named()!.Value, SizeBytes);
        alice.Meet(bob);
        alice.Get<ILinks>().Dial(asker, null, bob.Id);
        await asker.IsLinked.Task.WaitAsync(Waiting.Deadline);
        alice.Get<ILinks>().Send(bob.Id, default, new Want(content, null, null));
        return (content, await asker.Ticket.Task.WaitAsync(Waiting.Deadline));
    }

    private async Task<HttpResponseMessage> GetAsync(ContentId content, UInt128 ticket)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"http://peer/p2p/content/{content}");
        request.Headers.Add(PieceFetcher.TicketHeader, ticket.ToString("x32", null));
        return await alice.Get<IPeerStreams>().Http(bob.Id).SendAsync(request, CancellationToken.None);
    }
}
