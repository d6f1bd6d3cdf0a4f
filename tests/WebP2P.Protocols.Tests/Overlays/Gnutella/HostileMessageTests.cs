using System.Buffers;
using WebP2P.Protocols.Content;
using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Overlays;
using WebP2P.Protocols.Overlays.Gnutella;
using WebP2P.Protocols.Tests.Wire;
using WebP2P.Protocols.Wire;
using static WebP2P.Tests.Shared.NapsterSamples;

namespace WebP2P.Protocols.Tests.Overlays.Gnutella;

/// <summary>What strangers may send to the machine: everything is dropped and counted by reason, nothing throws, others are unharmed.</summary>
public sealed class HostileMessageTests
{
    private const int Hostile = 1;
    private const int Honest = 2;

    private static readonly bool IsSlow = Environment.GetEnvironmentVariable("WEBP2P_SLOW") == "1";

    public static TheoryData<MessageType, string> EverywhereData
    {
        get
        {
            var data = new TheoryData<MessageType, string>();
            foreach (var row in MessageTable.Rows)
                foreach (var state in (string[])["stranger", "neighbour", "with a search", "gone", "switched off"]) data.Add(row.Type, state);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(EverywhereData))]
    public void Every_message_in_every_state_is_taken_or_counted(MessageType type, string state)
    {
        var bench = InState(state);
        var message = SampleMessages.All.Single(message => MessageTable.Find(message).Type == type);
        foreach (var (ttl, hops) in ((int, int)[])[(1, 0), (0, 0), (0, 255), (255, 0), (255, 255), (4, 3), (1, 0)])
            bench.Receive(Hostile, MachineBench.Header(66, ttl, hops), message);
        if (!GnutellaMachine.Reads(type)) Assert.Equal(7, bench.Dropped.Count);
        else if (state is "gone" or "stranger" or "switched off" && message is not (GnutellaPing or GnutellaPong)) Assert.Equal(7, bench.Dropped.Count);
        AssertUnharmed(bench, state);
    }

    [Fact]
    public void Ttl_and_hops_that_cannot_be_are_counted()
    {
        foreach (var (ttl, hops) in ((int, int)[])[(0, 0), (255, 0), (0, 255), (255, 255), (255, 2), (2, 255), (7, 1), (1, 7)])
        {
            var bench = InState("neighbour");
            bench.Receive(Hostile, MachineBench.Header(66, ttl, hops), new GnutellaQuery("stone", 10));
            Assert.Equal([DropReason.TtlExceeded], bench.Dropped);
            Assert.Empty(bench.Sent);
        }
    }

    [Fact]
    public void Ids_of_others_used_again_are_duplicates_and_hits_still_go_to_the_first()
    {
        var bench = InState("neighbour");
        bench.Link(3);
        bench.Receive(Honest, MachineBench.Header(9), new GnutellaQuery("stone", 10));
        for (var time = 0; time < 10; time++) bench.Receive(Hostile, MachineBench.Header(9, 7), new GnutellaQuery("other", 10));
        Assert.Equal(10, bench.Count(DropReason.Duplicate));
        bench.Sent.Clear();
        bench.Receive(3, MachineBench.Header(9), new GnutellaHits(new byte[] { 1 }, default));
        Assert.Equal(NodeOf(Honest), Assert.Single(bench.Sent).Peer);
    }

    [Fact]
    public void Hits_nobody_asked_for_and_of_those_who_asked_themselves_are_counted()
    {
        var bench = InState("neighbour");
        bench.Receive(Hostile, MachineBench.Header(55), new GnutellaHits(new byte[] { 1 }, default));
        Assert.Equal([DropReason.Unsolicited], bench.Dropped);
        bench.Receive(Hostile, MachineBench.Header(56), new GnutellaQuery("stone", 10));
        bench.Receive(Hostile, MachineBench.Header(56), new GnutellaHits(new byte[] { 1 }, default));
        Assert.Equal(DropReason.Unexpected, bench.Dropped[^1]);
    }

    [Fact]
    public void Hits_that_do_not_open_or_belong_to_another_query_or_are_too_many_do_not_count()
    {
        var bench = InState("neighbour");
        var query = bench.Search("stone");
        QueryHits right = new(query.Id.Value, 1, [Village.File("stone.mp3")]);
        (Answer Answer, DropReason Reason)[] bad =
        [
            (new OpenedHits(null, null), DropReason.BadSignature),
            (new AnswerFailed("no time"), DropReason.BadSignature),
            (Opened(right with { QueryId = 5 }, Honest), DropReason.Replayed),
            (Opened(right, 0), DropReason.WrongIdentity),
            (Opened(right with { Files = [.. Enumerable.Repeat(right.Files[0], 10_000)], Total = 10_000 }, Honest), DropReason.TooLarge),
            (Opened(right with { Total = 0 }, Honest), DropReason.Malformed),
            (Opened(right with { Files = [right.Files[0] with { Content = right.Files[0].Content with { SizeBytes = ContentId.SizeBytesMax + 1 } }] }, Honest), DropReason.Malformed),
            (Opened(right with { Files = [Village.File("spam.exe")] }, Honest), DropReason.DoesNotMatch),
        ];
        foreach (var (answer, reason) in bad)
        {
            bench.Receive(Honest, query with { Ttl = 3, Hops = 2 }, new GnutellaHits(new byte[2 + bench.Dropped.Count], default));
            bench.Answer(bench.Asked[^1].Ticket, answer);
            Assert.Equal(reason, bench.Dropped[^1]);
        }

        Assert.DoesNotContain(bench.Notes, note => note is Protocols.Overlays.Napster.HitsFound);
        bench.Bring(Honest, query, NodeOf(Honest), 0, "stone.mp3");
        Assert.Single(bench.Notes, note => note is Protocols.Overlays.Napster.HitsFound);
    }

    /// <summary>The short campaign always; the long one of 200,000 of each message with <c>WEBP2P_SLOW=1</c>.</summary>
    [Theory]
    [InlineData(MessageType.GnutellaPing)]
    [InlineData(MessageType.GnutellaPong)]
    [InlineData(MessageType.GnutellaQuery)]
    [InlineData(MessageType.GnutellaWalk)]
    [InlineData(MessageType.GnutellaHits)]
    [InlineData(MessageType.RouteTableReset)]
    [InlineData(MessageType.RouteTablePatch)]
    public void Mutated_messages_that_still_can_be_read_harm_nobody(MessageType type)
    {
        var bench = InState("with a search");
        bench.Keeps = false;
        var dice = new Random((int)type);
        var seal = new Wire.CountingSeal();
        var frame = new ArrayBufferWriter<byte>();
        FrameCodec.Write(frame, MachineBench.Header(66, 3), SampleMessages.All.Single(message => MessageTable.Find(message).Type == type));
        var original = frame.WrittenSpan.ToArray();
        var read = 0;
        for (var round = 0; round < (IsSlow ? 200_000 : 20_000); round++)
        {
            var bytes = original.ToArray();
            for (var flips = dice.Next(1, 6); flips > 0; flips--) bytes[dice.Next(4, bytes.Length)] = (byte)dice.Next(256);
            bytes[4] = 0;
            bytes[5] = original[5];
            ReadOnlyMemory<byte> input = bytes;
            if (FrameCodec.TryRead(ref input, seal, out var header, out var message, out _) != FrameStatus.Message) continue;
            read++;
            bench.Pass(20);
            bench.Receive(Hostile, header, message!);
            foreach (var (ticket, question) in bench.TakeAsked()) bench.Answer(ticket, AnswerOf(question, seal));
        }

        Assert.InRange(read, 1, int.MaxValue);
        bench.Keeps = true;
        AssertUnharmed(bench, "with a search");
    }

    private static Answer AnswerOf(Question question, Wire.CountingSeal seal)
    {
        switch (question)
        {
            case SealHitsQuestion asked: return new SealedHits(Wire.CountingSeal.Hits(NodeOf(0), asked.Hits).Envelope);
            case OpenHitsQuestion asked when seal.TryOpen<QueryHits>(asked.Envelope, out var hits):
                seal.TryOpen<PeerRecord>(asked.Holder, out var holder);
                return new OpenedHits(hits, holder);
            default: return new OpenedHits(null, null);
        }
    }

    private static OpenedHits Opened(QueryHits hits, int signer) => new(new Signed<QueryHits>(NodeOf(signer), 1, long.MaxValue, hits, new byte[] { 1 }), null);

    private static MachineBench InState(string state)
    {
        var bench = new MachineBench();
        bench.Files.Add(Village.File("stone.mp3"));
        bench.Link(Honest);
        if (state is not "stranger") bench.Link(Hostile);
        if (state is "with a search") bench.Search("stone");
        if (state is "gone") bench.Unlink(Hostile);
        if (state is "switched off") bench.Request(new GnutellaEnabled(false));
        bench.Sent.Clear();
        return bench;
    }

    /// <summary>The honest neighbour still asks and is answered.</summary>
    private static void AssertUnharmed(MachineBench bench, string state)
    {
        if (state is "switched off") return;
        bench.Asked.Clear();
        bench.Receive(Honest, MachineBench.Header(7_777), new GnutellaQuery("stone", 10));
        var (ticket, _) = Assert.Single(bench.Asked, asked => asked.Question is SealHitsQuestion);
        bench.Sent.Clear();
        bench.Answer(ticket, new SealedHits(new byte[] { 1 }));
        Assert.Equal(NodeOf(Honest), Assert.Single(bench.Sent, sent => sent.Message is GnutellaHits).Peer);
    }
}
