using WebP2P.Node.Control;
using WebP2P.Node.Transfers;
using WebP2P.Protocols.Content;
using WebP2P.Protocols.Transfers;
using WebP2P.Tests.Shared;

namespace WebP2P.Node.Tests.Transfers;

public sealed class PieceOrderTests : IDisposable
{
    private const int SizeBytes = 24_000_000;
    private const long SourceBytesPerSecond = 3_000_000;

    /// <summary>What may be on its way at the same time; far less than the content.</summary>
    private static readonly int WindowPieces = (int)(RequestTable.InFlightBytesMax / new PieceMap(SizeBytes).PieceBytes);

    private readonly TempFolder folder = new();
    private readonly byte[] bytes = CopyTests.Bytes(SizeBytes);

    [Fact]
    public async Task On_request_the_pieces_come_in_order_from_several_sources_and_a_restart_goes_on_so()
    {
        await using var bob = await TransferNode.StartAsync(folder["bob"]);
        await using var carol = await TransferNode.StartAsync(folder["carol"]);
        using var toBob = new ThrottledProxy(() => bob.Plane.EndPoint!, SourceBytesPerSecond);
        using var toCarol = new ThrottledProxy(() => carol.Plane.EndPoint!, SourceBytesPerSecond / 3);
        bob.Share(bytes);
        var content = carol.Share(bytes);
        Guid id;
        await using (var first = await TransferNode.StartAsync(folder["alice"], meetFirst: Meet))
        {
            id = (await first.Downloads.StartAsync(new DownloadStart(content, "film.bin", Sources: [bob.Id, carol.Id]) { Order = DownloadOrder.Sequential }, default)).Value!.Id;
            await first.UntilAsync(id, view => view.BytesDone > SizeBytes / 2);
            AssertInOrder(new Bitfield(new PieceMap(SizeBytes).Count), await ArrivedAsync(first, id));
        }
        await using var alice = await TransferNode.StartAsync(folder["alice"], meetFirst: Meet);
        Assert.Equal(DownloadOrder.Sequential, alice.Downloads.Find(id)!.Order);
        var done = await alice.UntilStateAsync(id, DownloadState.Completed);

        Assert.Equal(bytes, await File.ReadAllBytesAsync(done.Path));
        Assert.All(done.Sources, source => Assert.NotEqual(0, source.BytesGiven));
        var arrived = await ArrivedAsync(alice, id);
        Assert.NotEmpty(arrived);
        AssertInOrder(HereBefore(arrived), arrived);

        void Meet(TransferNode node)
        {
            node.Meet(bob, toBob.Port);
            node.Meet(carol, toCarol.Port);
        }
    }

    [Fact]
    public async Task A_running_copy_follows_a_changed_order_with_its_next_request_and_keeps_it()
    {
        await using var bob = await TransferNode.StartAsync(folder["bob"]);
        using var proxy = new ThrottledProxy(() => bob.Plane.EndPoint!, SourceBytesPerSecond);
        var content = bob.Share(bytes);
        Guid id;
        await using (var alice = await TransferNode.StartAsync(folder["alice"], meetFirst: node => node.Meet(bob, proxy.Port)))
        {
            id = (await alice.StartDownloadAsync(content, bob.Id)).Id;
            await alice.UntilAsync(id, view => view.BytesDone > SizeBytes / 8);
            Assert.Equal(DownloadOrder.Rarest, alice.Downloads.Find(id)!.Order);

            Assert.Equal(DownloadOrder.Sequential, (await alice.Downloads.OrderAsync(id, DownloadOrder.Sequential, default)).Value!.Order);
            var (here, asked) = await OnLoopAsync(alice, id, job => (job.Verified.Copy(), job.Plan!.Requests.Sum(request => request.Count)));
            Assert.Equal(DownloadState.Running, alice.Downloads.Find(id)!.State);
            var before = here.Cardinality;
            await alice.UntilAsync(id, view => view.BytesDone > SizeBytes / 2);

            var after = (await ArrivedAsync(alice, id))[before..];
            var missing = Enumerable.Range(0, here.Count).Where(piece => !here[piece]).ToList();
            Assert.All(missing.Take(after.Count - 2 * asked), piece => Assert.Contains(piece, after));
        }
        await using var restarted = await TransferNode.StartAsync(folder["alice"], meetFirst: node => node.Meet(bob, proxy.Port));
        Assert.Equal(DownloadOrder.Sequential, restarted.Downloads.Find(id)!.Order);
    }

    public void Dispose() => folder.Dispose();

    private static Task<List<int>> ArrivedAsync(TransferNode node, Guid id) => OnLoopAsync(node, id, job => job.Arrived.ToList());

    private static Task<T> OnLoopAsync<T>(TransferNode node, Guid id, Func<DownloadJob, T> look) =>
        node.Get<TransferLoop>().AskAsync(() => look(node.Get<DownloadTable>().Find(id)!), CancellationToken.None);

    private static Bitfield HereBefore(List<int> arrived)
    {
        var here = new Bitfield(new PieceMap(SizeBytes).Count);
        here.SetAll();
        foreach (var piece in arrived) here.Clear(piece);
        return here;
    }

    /// <summary>When a piece was asked for, all before it were here or asked for: those of a slow source may be long in coming, but no more of them than are on their way at once.</summary>
    private static void AssertInOrder(Bitfield here, List<int> arrived)
    {
        foreach (var piece in arrived)
        {
            Assert.InRange(Enumerable.Range(0, piece).Count(before => !here[before]), 0, WindowPieces);
            here.Set(piece);
        }
    }
}
