using WebP2P.Node.Overlays;
using WebP2P.Protocols;
using WebP2P.Protocols.Content;
using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Overlays.Napster;
using WebP2P.Protocols.Search;
using static WebP2P.Tests.Shared.NapsterSamples;

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
        await Task.WhenAll(asked).WaitAsync(TimeSpan.FromSeconds(60));
        Assert.Equal([.. Enumerable.Range(0, Batches).Select(number => (long)number)], store.Committed);
    }

    [Fact]
    public async Task A_commit_that_fails_fails_alone()
    {
        var store = new NotingStore { FailsAt = 1 };
        using var answers = new NapsterAnswers((_, _) => throw new NotSupportedException(), store, TimeProvider.System);
        var asked = Enumerable.Range(0, 3).Select(number => answers.AnswerAsync(Commit(number), CancellationToken.None)).ToList();
        await asked[2].WaitAsync(TimeSpan.FromSeconds(60));
        await Assert.ThrowsAsync<IOException>(() => asked[1]);
        Assert.Equal([0L, 2L], store.Committed);
    }

    [Fact]
    public async Task Batches_that_wait_are_committed_together_and_answered_each()
    {
        using var first = new ManualResetEventSlim();
        var store = new NotingStore { First = first };
        using var answers = new NapsterAnswers((_, _) => throw new NotSupportedException(), store, TimeProvider.System);
        var asked = Enumerable.Range(0, Batches).Select(number => answers.AnswerAsync(Commit(number), CancellationToken.None)).ToList();
        first.Set();
        var answered = await Task.WhenAll(asked).WaitAsync(TimeSpan.FromSeconds(60));
        Assert.Equal(Enumerable.Range(1, Batches).Select(number => (long)number), answered.Select(answer => Assert.IsType<CommitAnswer>(answer).Version));
        Assert.InRange(store.Groups.Count, 2, 3);
    }

    [Fact]
    public async Task A_commit_takes_no_more_changes_than_its_limit()
    {
        using var first = new ManualResetEventSlim();
        var store = new NotingStore { First = first };
        using var answers = new NapsterAnswers((_, _) => throw new NotSupportedException(), store, TimeProvider.System);
        FileChange[] changes = [.. Enumerable.Range(0, IndexWrites.ChangesMax / 2 - 1).Select(number => Added($"{number}.txt", number))];
        var asked = Enumerable.Range(0, 9).Select(number => answers.AnswerAsync(new CommitQuestion(Node, new RegisterBatch(1, number, number + 1, changes)), CancellationToken.None)).ToList();
        first.Set();
        await Task.WhenAll(asked).WaitAsync(TimeSpan.FromSeconds(60));
        Assert.All(store.Groups, group => Assert.InRange(group, 1, 2));
        Assert.Equal(9, store.Groups.Sum());
    }

    [Fact]
    public async Task What_is_asked_between_batches_is_done_between_them()
    {
        using var first = new ManualResetEventSlim();
        var store = new NotingStore { First = first };
        using var answers = new NapsterAnswers((_, _) => throw new NotSupportedException(), store, TimeProvider.System);
        var before = answers.AnswerAsync(Commit(0), CancellationToken.None);
        var more = answers.AnswerAsync(Commit(1), CancellationToken.None);
        var forgot = answers.AnswerAsync(new ForgetQuestion([], 0, 0), CancellationToken.None);
        var after = answers.AnswerAsync(Commit(2), CancellationToken.None);
        first.Set();
        await Task.WhenAll(before, more, forgot, after).WaitAsync(TimeSpan.FromSeconds(60));
        Assert.Equal([0, 1, NotingStore.Forgot, 2], store.Committed);
    }

    private static CommitQuestion Commit(int number) => new(Node, new RegisterBatch(1, number, number + 1, []));

    private sealed class NotingStore : IIndexStore
    {
        public List<long> Committed { get; } = [];

        public long FailsAt { get; init; } = -1;

        public BucketDigests Digests(NodeId node) => throw new NotSupportedException();

        public const long Forgot = -7;

        public List<int> Groups { get; } = [];

        /// <summary>What the first commit waits for.</summary>
        public ManualResetEventSlim? First { get; init; }

        public CommitAnswer Commit(NodeId node, RegisterBatch batch, long wallUnixMs) => throw new NotSupportedException();

        public IReadOnlyList<CommitAnswer> Commit(IReadOnlyList<NodeBatch> batches, long wallUnixMs)
        {
            if (Groups.Count == 0) First?.Wait();
            if (batches.Any(asked => asked.Batch.FromVersion == FailsAt)) throw new IOException("the disk is gone");
            // Every other commit takes longer, so that a second writer would overtake it.
            if (batches[0].Batch.FromVersion % 2 == 0) Thread.SpinWait(20_000);
            lock (Committed) Committed.AddRange(batches.Select(asked => asked.Batch.FromVersion));
            Groups.Add(batches.Count);
            return [.. batches.Select(asked => new CommitAnswer(asked.Batch.LibraryId, asked.Batch.ToVersion, null, []))];
        }

        public RegisteredAnswer Registered(NodeId node) => new(0, 0, 0);

        public FindAnswer Find(Query query, Presence presence, int contentsMax, long wallUnixMs) => new([], true);

        public IReadOnlyList<string> Suggest(string text, Presence presence, int wordsMax) => [];

        public IReadOnlyList<HitSource> Sources(ContentId content, Presence presence, int sourcesMax) => [];

        public void Seen(IReadOnlyCollection<NodeId> nodes, long wallUnixMs)
        {
        }

        public int Forget(long seenBeforeUnixMs)
        {
            Committed.Add(Forgot);
            return 0;
        }

        public IndexTotals Totals() => default;

        public IReadOnlyList<IndexedNode> Nodes(int nodesMax) => [];
    }
}
