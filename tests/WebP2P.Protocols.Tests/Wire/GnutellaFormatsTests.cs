using System.Buffers;
using WebP2P.Protocols.Content;
using WebP2P.Protocols.Overlays;
using WebP2P.Protocols.Overlays.Gnutella;
using WebP2P.Protocols.Wire;

namespace WebP2P.Protocols.Tests.Wire;

/// <summary>The limits of Gnutella's messages.</summary>
public sealed class GnutellaFormatsTests
{
    private static readonly CountingSeal Seal = new();

    [Theory]
    [InlineData(128, 0, FrameStatus.Message)]
    [InlineData(1, 127, FrameStatus.Message)]
    [InlineData(128, 1, FrameStatus.Dropped)]
    [InlineData(255, 255, FrameStatus.Dropped)]
    public void A_walker_has_a_limit_of_its_own_for_ttl_and_hops(byte ttl, byte hops, FrameStatus status)
    {
        Assert.Equal(status, Read(new GnutellaWalk("harry", 10), out var reason, new Header(new MessageId(1), ttl, hops)));
        if (status == FrameStatus.Dropped) Assert.Equal(DropReason.TtlExceeded, reason);
        Assert.Equal(FrameStatus.Dropped, Read(new GnutellaQuery("harry", 10), out reason, new Header(new MessageId(1), ttl, hops)));
        Assert.Equal(DropReason.TtlExceeded, reason);
    }

    [Fact]
    public void A_query_of_ten_thousand_words_is_refused()
    {
        var words = string.Join(' ', Enumerable.Range(0, 10_000).Select(number => $"w{number}"));
        foreach (Message message in (Message[])[new GnutellaQuery(words, 10), new GnutellaWalk(words, 10), new GnutellaQuery(new string('x', 4_001), 10), new GnutellaQuery("", 10)])
        {
            Assert.Equal(FrameStatus.Dropped, Read(message, out var reason));
            Assert.Equal(DropReason.Malformed, reason);
        }

        Assert.Equal(FrameStatus.Message, Read(new GnutellaQuery(new string('x', 4_000), GnutellaQuery.FilesMax), out _));
        Assert.Equal(FrameStatus.Dropped, Read(new GnutellaQuery("x", GnutellaQuery.FilesMax + 1), out _));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(9)]
    [InlineData(21)]
    [InlineData(int.MaxValue)]
    public void A_routing_table_of_absurd_size_is_refused(int bits)
    {
        Assert.Equal(FrameStatus.Dropped, Read(new RouteTableReset(bits), out var reason));
        Assert.Equal(DropReason.LimitReached, reason);
        Assert.Equal(FrameStatus.Message, Read(new RouteTableReset(10), out _));
        Assert.Equal(FrameStatus.Message, Read(new RouteTableReset(20), out _));
    }

    [Fact]
    public void Runs_beyond_the_largest_table_or_beyond_their_number_are_refused()
    {
        Message[] refused =
        [
            new RouteTablePatch(1, new int[RouteTablePatch.RunsMax + 1]),
            new RouteTablePatch(1, [1 << 20, 1]),
            new RouteTablePatch(1, [.. Enumerable.Repeat((1 << 21) - 1, RouteTablePatch.RunsMax)]),
        ];
        foreach (var message in refused)
        {
            Assert.Equal(FrameStatus.Dropped, Read(message, out var reason));
            Assert.Equal(DropReason.LimitReached, reason);
        }

        Assert.Equal(FrameStatus.Dropped, Read(new RouteTablePatch(1, [1 << 21]), out var tooLong));
        Assert.Equal(DropReason.Malformed, tooLong);
        Assert.Equal(FrameStatus.Message, Read(new RouteTablePatch(1, [.. Enumerable.Repeat(131, RouteTablePatch.RunsMax)]), out _));
    }

    [Fact]
    public void A_pong_lists_no_more_neighbours_than_it_has_peers_and_no_more_than_sixteen()
    {
        var peer = CountingSeal.Peer(SampleMessages.Node(1));
        Assert.Equal(FrameStatus.Dropped, Read(new GnutellaPong(1, 2, 3, 2, [peer]), out var reason));
        Assert.Equal(DropReason.Malformed, reason);
        Assert.Equal(FrameStatus.Dropped, Read(new GnutellaPong(1, 2, 3, 2, [.. Enumerable.Repeat(peer, GnutellaPong.PeersMax + 1)]), out reason));
        Assert.Equal(DropReason.LimitReached, reason);
        Assert.Equal(FrameStatus.Message, Read(new GnutellaPong(1, 2, 3, GnutellaPong.PeersMax, [.. Enumerable.Repeat(peer, GnutellaPong.PeersMax)]), out _));
        Assert.Equal(FrameStatus.Dropped, Read(new GnutellaPing(GnutellaPong.PeersMax + 1), out _));
    }

    [Fact]
    public void Hits_larger_than_an_envelope_may_be_are_refused()
    {
        Assert.Equal(FrameStatus.Message, Read(new GnutellaHits(new byte[Envelope.HitsBytesMax], new byte[Envelope.BytesMax]), out _));
        Assert.Equal(FrameStatus.Dropped, Read(new GnutellaHits(new byte[Envelope.HitsBytesMax + 1], default), out _));
        Assert.Equal(FrameStatus.Dropped, Read(new GnutellaHits(new byte[1], new byte[Envelope.BytesMax + 1]), out _));
        Assert.Equal(FrameStatus.Dropped, Read(new GnutellaHits(default, default), out _));
    }

    [Fact]
    public void Sealed_hits_open_up_to_their_limit_and_other_records_only_up_to_theirs()
    {
        var names = Enumerable.Range(0, QueryHits.FilesMax).Select(number => new string('n', 600) + number).ToList();
        var hits = new QueryHits(new UInt128(1, 2), 500, [.. names.Select(File)]);
        var envelope = CountingSeal.Hits(SampleMessages.Node(1), hits).Envelope;
        Assert.InRange(envelope.Length, 40_000, Envelope.HitsBytesMax);
        Assert.True(Seal.TryOpen<QueryHits>(envelope, out var opened));
        Assert.Equal((hits.QueryId, hits.Total, names.Count), (opened!.Value.QueryId, opened.Value.Total, opened.Value.Files.Count));
        Assert.Equal(names, opened.Value.Files.Select(file => file.Name));

        Assert.False(Seal.TryOpen<QueryHits>(CountingSeal.Hits(SampleMessages.Node(1), hits with { Files = [.. names.Select(name => File(name + new string('x', 300)))] }).Envelope, out _));
        Assert.False(Seal.TryOpen<QueryHits>(CountingSeal.Hits(SampleMessages.Node(1), hits with { Files = [.. Enumerable.Range(0, 65).Select(number => File($"{number}"))] }).Envelope, out _));
        Assert.False(Seal.TryOpen<QueryHits>(CountingSeal.Hits(SampleMessages.Node(1), hits with { Total = 3 }).Envelope, out _));
        var fat = new Envelope(RecordKind.Peer, 1, SampleMessages.Node(1), 1, 1, 2) { Body = new byte[Envelope.BytesMax], Spki = new byte[Envelope.SpkiBytes] };
        Assert.Null(Envelope.TryParse(fat.ToBytes(new byte[Envelope.SignatureBytes])));
        Assert.NotNull(Envelope.TryParse((fat with { Kind = RecordKind.Hits }).ToBytes(new byte[Envelope.SignatureBytes])));
        Assert.Null(Envelope.TryParse(new byte[Envelope.HitsBytesMax + 1]));
    }

    [Theory]
    [InlineData(10, 64)]
    [InlineData(255, 64)]
    [InlineData(1_024, 44)]
    public void Hits_are_cut_so_that_they_fit(int nameBytes, int count)
    {
        List<FoundFile> files = [.. Enumerable.Range(0, 1_000).Select(number => File(new string('n', nameBytes)))];
        Assert.Equal(count, HitsRecord.CountThatFits(files, 0));
        var hits = new QueryHits(UInt128.MaxValue, int.MaxValue, files[..count]);
        Assert.True(Seal.TryOpen<QueryHits>(CountingSeal.Hits(SampleMessages.Node(1), hits).Envelope, out _));
        Assert.Equal(3, HitsRecord.CountThatFits(files, 997));
        Assert.Equal(0, HitsRecord.CountThatFits(files, 1_000));
    }

    private static FoundFile File(string name) => new(new ContentId(SampleMessages.Content.Hash, ContentId.SizeBytesMax), name, long.MaxValue, true);

    private static FrameStatus Read(Message message, out DropReason reason, Header? header = null)
    {
        var output = new ArrayBufferWriter<byte>();
        FrameCodec.Write(output, header ?? new Header(new MessageId(1)), message);
        ReadOnlyMemory<byte> bytes = output.WrittenMemory;
        return FrameCodec.TryRead(ref bytes, Seal, out _, out _, out reason);
    }
}
