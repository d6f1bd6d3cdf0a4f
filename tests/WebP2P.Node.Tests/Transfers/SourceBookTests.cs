using WebP2P.Node.Links;
using WebP2P.Node.Transfers;
using WebP2P.Protocols;
using WebP2P.Protocols.Content;
using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Overlays;
using WebP2P.Protocols.Transfers;

namespace WebP2P.Node.Tests.Transfers;

public sealed class SourceBookTests
{
    private static readonly TransferOptions Options = new() { RestFirstMs = 1_000, RestMaxMs = 8_000, HeardRestMs = 500 };
    private static readonly NodeId Bob = Node(1);
    private readonly SourceBook book = new(Options, new SystemDice());

    [Fact]
    public void Rests_double_with_failures_are_drawn_from_the_whole_span_and_end_with_an_answer()
    {
        for (var failure = 0; failure < 6; failure++)
        {
            book.Failed(Bob, "connection refused", nowMs: 0);
            Assert.InRange(book.RetryAtMs(Bob), 1, Math.Min(1_000 << failure, 8_000));
        }
        var rests = Enumerable.Range(0, 400).Select(number => Rest(Node(number))).ToList();
        Assert.InRange(rests.Min(), 1, 100);
        Assert.InRange(rests.Max(), 900, 1_000);
        book.Answered(Bob, 0);
        Assert.True(book.MayTry(Bob, 0));
        Assert.Equal(0, book.Find(Bob)!.Failures);
    }

    [Fact]
    public void Who_is_said_to_be_there_is_tried_at_once_but_not_over_and_over()
    {
        book.Trying(Bob, 10_000);
        book.Find(Bob)!.RetryAtMs = 60_000;
        book.Heard(Bob, 10_100);
        Assert.Equal(10_500, book.RetryAtMs(Bob));
        book.Find(Bob)!.RetryAtMs = 60_000;
        book.Heard(Bob, 20_000);
        Assert.True(book.MayTry(Bob, 20_000));
    }

    [Fact]
    public void Who_gave_wrong_pieces_to_many_downloads_is_asked_no_more_until_the_owner_says_so()
    {
        book.Penalize(Bob, SourceBook.PenaltiesMax - 1, 0);
        Assert.True(book.MayTry(Bob, 0));
        book.Penalize(Bob, 1, 0);
        Assert.False(book.MayTry(Bob, long.MaxValue - 1));
        book.Heard(Bob, 1_000_000);
        Assert.False(book.MayTry(Bob, 1_000_000));
        book.Forgive(Bob, 0);
        Assert.True(book.MayTry(Bob, 0));
    }

    [Fact]
    public void The_book_keeps_so_many_and_forgets_whom_it_heard_of_longest_ago()
    {
        for (var number = 0; number <= SourceBook.NodesMax; number++) book.Answered(Node(number), number);
        Assert.Null(book.Find(Node(0)));
        Assert.NotNull(book.Find(Node(1)));
        Assert.Equal(SourceBook.NodesMax, book.All.Count());
    }

    [Fact]
    public void Of_told_sources_only_what_is_signed_for_this_content_counts_and_only_so_much_from_each_teller()
    {
        var (content, other, self) = (new ContentId(new ContentHash(new Bytes32(new byte[32])), 100), new ContentId(new ContentHash(new Bytes32(new byte[32])), 101), Node(99));
        var (drops, directory) = (new DropCounters(), new Directory());
        var told = new ToldSources(content, self, directory, drops);
        var message = new TransferSources(
            content,
            [Provider(2, content), Provider(3, other), Provider(1, content), Provider(99, content), Provider(4, content, expires: 5)],
            [Record(2), Record(3)]);

        var taken = told.Take(Bob, message, nowUnixMs: 10);
        Assert.Equal([Node(2)], taken.Providers.Select(provider => provider.Signer));
        Assert.Equal([Node(2)], directory.Learned);
        Assert.Equal((2L, 2L, 1L), (drops[DropReason.DoesNotMatch], drops[DropReason.Unexpected], drops[DropReason.Expired]));

        var many = Enumerable.Range(100, 200).Select(number => Provider(number, content)).ToList();
        var accepted = many.Chunk(TransferSources.ProvidersMax).Sum(some => told.Take(Bob, new TransferSources(content, some, []), 10).Providers.Count);
        Assert.Equal(ToldSources.TellerMax, accepted + 1);
        Assert.Equal(200 - accepted, drops[DropReason.LimitReached]);
        Assert.Equal(TransferSources.ProvidersMax, told.Take(Node(5), new TransferSources(content, many, []), 10).Providers.Count);
    }

    [Theory]
    [InlineData("22:00-07:00", "23:30", true)]
    [InlineData("22:00-07:00", "06:59", true)]
    [InlineData("22:00-07:00", "07:00", false)]
    [InlineData("08:00-12:00", "12:00", false)]
    [InlineData("08:00-08:00", "03:00", true)]
    public void Hours_may_go_over_midnight(string text, string time, bool isOpen)
    {
        Assert.True(DownloadHours.TryParse(text, out var hours));
        Assert.Equal(isOpen, hours.IsOpen(new DateTimeOffset(new DateOnly(2026, 3, 1), TimeOnly.Parse(time, System.Globalization.CultureInfo.InvariantCulture), TimeSpan.Zero)));
        Assert.False(DownloadHours.TryParse("25:00-26:00", out _));
        Assert.False(DownloadHours.TryParse("08:00", out _));
    }

    private long Rest(NodeId node)
    {
        book.Failed(node, "", 0);
        return node == Bob ? 500 : book.RetryAtMs(node);
    }

    private static NodeId Node(int number) => new(new Bytes32([.. BitConverter.GetBytes(number), .. new byte[28]]));

    private static Signed<ProviderRecord> Provider(int signer, ContentId content, long expires = 1_000) => new(Node(signer), 1, expires, new ProviderRecord(content, false), default);

    private static Signed<PeerRecord> Record(int signer) => new(Node(signer), 1, 1_000, new PeerRecord("", [], []), default);

    private sealed class Directory : IPeerDirectory
    {
        public List<NodeId> Learned { get; } = [];

        public event Action<PeerMove>? Moved
        {
            add { }
            remove { }
        }

        public Signed<PeerRecord>? Own => null;

        public bool Learn(Signed<PeerRecord> record)
        {
            Learned.Add(record.Signer);
            return true;
        }

        public Signed<PeerRecord>? Find(NodeId peer) => null;

        public string? NameOf(NodeId peer) => null;
    }
}
