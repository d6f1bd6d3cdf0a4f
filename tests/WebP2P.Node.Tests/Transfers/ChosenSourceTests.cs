using Microsoft.Extensions.DependencyInjection;
using WebP2P.Node.Control;
using WebP2P.Node.Transfers;
using WebP2P.Protocols.Content;
using WebP2P.Protocols.Identity;

namespace WebP2P.Node.Tests.Transfers;

public sealed class ChosenSourceTests : IDisposable
{
    private const int SizeBytes = 3_000_000;
    private readonly TempFolder folder = new();

    [Fact]
    public async Task The_chosen_source_alone_is_asked_even_when_others_are_found_before_the_copy_begins()
    {
        await using var bob = await TransferNode.StartAsync(folder["bob"]);
        await using var carol = await TransferNode.StartAsync(folder["carol"]);
        var finder = new PromptFinder([bob.Id, carol.Id]);
        await using var alice = await TransferNode.StartAsync(folder["alice"], add: services => services.AddSingleton<ISourceFinder>(finder));
        var bytes = CopyTests.Bytes(SizeBytes);
        bob.Share(bytes);
        var content = carol.Share(bytes);
        alice.Meet(bob);
        alice.Meet(carol);

        var started = await alice.Downloads.StartAsync(new DownloadStart(content, "file.bin", Mode: DownloadMode.Single, Sources: [carol.Id]), CancellationToken.None);
        var done = await alice.UntilStateAsync(started.Value!.Id, DownloadState.Completed);

        Assert.Equal(1, finder.Watched);
        var source = Assert.Single(done.Sources);
        Assert.Equal((carol.Id, (long)SizeBytes), (source.NodeId, source.BytesGiven));
        Assert.Empty(bob.Uploads.List());
    }

    public void Dispose() => folder.Dispose();

    /// <summary>Knows its sources the moment it is asked, long before the part file is prepared.</summary>
    private sealed class PromptFinder(IReadOnlyList<NodeId> sources) : ISourceFinder
    {
        private Action<ContentId, IReadOnlyList<NodeId>> found = (_, _) => { };

        public int Watched { get; private set; }

        public void Start(Action<ContentId, IReadOnlyList<NodeId>> sourcesFound) => found = sourcesFound;

        public void Watch(IReadOnlyList<ContentId> contents)
        {
            Watched += contents.Count;
            foreach (var content in contents) found(content, sources);
        }

        public void Unwatch(IReadOnlyList<ContentId> contents)
        {
        }

        public void Ask(IReadOnlyList<ContentId> contents)
        {
        }

        public void Locate(IReadOnlyList<NodeId> peers)
        {
        }
    }
}
