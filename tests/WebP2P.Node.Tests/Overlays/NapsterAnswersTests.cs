using WebP2P.Node.Overlays;
using WebP2P.Protocols;
using WebP2P.Protocols.Content;
using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Overlays.Napster;
using WebP2P.Protocols.Search;

namespace WebP2P.Node.Tests.Overlays;

public sealed class NapsterAnswersTests
{
    private const int Batches = 200;
    private static readonly NodeId Node = new(new Bytes32(Enumerable.Repeat((byte)1, 32).ToArray()));

    [Fact]
    public async Task Commits_are_made_in_the_order_in_which_they_were_asked()
    {
        var store = new NotingStore();
        using var answers = new NapsterAnswers((_, _) => throw new NotSupportedException(), store, TimeProvider.System);
        var asked = Enumerable.Range(0, Batches).Select(number => answers.AnswerAsync(Commit(number), CancellationToken.None)).ToList();
        await Task.WhenAll(asked).WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal([.. Enumerable.Range(0, Batches).Select(number => (long)number)], store.Committed);
    }

    [Fact]
    public async Task A_commit_that_fails_fails_alone()
    {
        var store = new NotingStore { FailsAt = 1 };
        using var answers = new NapsterAnswers((_, _) => throw new NotSupportedException(), store, TimeProvider.System);
        var asked = Enumerable.Range(0, 3).Select(number => answers.AnswerAsync(Commit(number), CancellationToken.None)).ToList();
        await asked[2].WaitAsync(TimeSpan.FromSeconds(30));
        await Assert.ThrowsAsync<IOException>(() => asked[1]);
        Assert.Equal([0L, 2L], store.Committed);
    }

    private static CommitQuestion Commit(int number) => new(Node, new RegisterBatch(1, number, number + 1, []));

    private sealed class NotingStore : IIndexStore
    {
        public List<long> Committed { get; } = [];

        public long FailsAt { get; init; } = -1;

        public CommitAnswer Commit(NodeId node, RegisterBatch batch, long wallUnixMs)
        {
            if (batch.FromVersion == FailsAt) throw new IOException("the disk is gone");
            // Every other commit takes longer, so that a second writer would overtake it.
            if (batch.FromVersion % 2 == 0) Thread.SpinWait(20_000);
            lock (Committed) Committed.Add(batch.FromVersion);
            return new CommitAnswer(batch.LibraryId, batch.ToVersion, null, []);
        }

        public RegisteredAnswer Registered(NodeId node) => new(0, 0, 0);

        public FindAnswer Find(Query query, Presence presence, int contentsMax, long wallUnixMs) => new([], true);

        public IReadOnlyList<string> Suggest(string text, Presence presence, int wordsMax) => [];

        public IReadOnlyList<HitSource> Sources(ContentId content, Presence presence, int sourcesMax) => [];

        public void Seen(IReadOnlyCollection<NodeId> nodes, long wallUnixMs)
        {
        }

        public int Forget(long seenBeforeUnixMs) => 0;

        public IndexTotals Totals() => default;

        public IReadOnlyList<IndexedNode> Nodes(int nodesMax) => [];
    }
}
