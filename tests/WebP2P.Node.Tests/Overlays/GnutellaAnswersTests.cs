using Microsoft.Extensions.Time.Testing;
using WebP2P.Node.Links;
using WebP2P.Node.Overlays;
using WebP2P.Node.Tests.Links;
using WebP2P.Protocols.Content;
using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Overlays;
using WebP2P.Protocols.Overlays.Gnutella;
using WebP2P.Protocols.Wire;
using Record = WebP2P.Protocols.Identity.Record;

namespace WebP2P.Node.Tests.Overlays;

public sealed class GnutellaAnswersTests : IDisposable
{
    private static readonly QueryHits Hits = new(new UInt128(1, 2), 1, [new(new ContentId(new ContentHash(default), 77), "song.mp3", 5, true)]);

    private readonly RawPeer alice = new();
    private readonly RawPeer bob = new();
    private readonly DropCounters drops = new();
    private readonly FakeTimeProvider time = new(DateTimeOffset.UnixEpoch.AddDays(20_000));

    [Fact]
    public async Task What_a_holder_sealed_opens_at_the_asker_with_its_record()
    {
        var opened = await OpenAsync(await SealAsync(bob, Hits), RecordOf(bob));
        Assert.Equal(bob.Identity.Id, opened.Hits!.Signer);
        Assert.Equal(Hits.QueryId, opened.Hits.Value.QueryId);
        Assert.Equal(Hits.Files, opened.Hits.Value.Files);
        Assert.Equal(bob.Identity.Id, opened.Holder!.Signer);
        Assert.Null((await OpenAsync(await SealAsync(bob, Hits), default)).Holder);
    }

    [Fact]
    public async Task A_changed_byte_a_forged_signer_and_another_record_do_not_open()
    {
        var envelope = (await SealAsync(bob, Hits)).ToArray();
        for (var at = 0; at < envelope.Length; at++)
        {
            var forged = envelope.ToArray();
            forged[at] ^= 1;
            Assert.Null((await OpenAsync(forged, default)).Hits);
        }

        Assert.True(drops[DropReason.BadSignature] > 100);
        var claimed = new Envelope(RecordKind.Hits, Network().Id, alice.Identity.Id, 1, 1, time.GetUtcNow().ToUnixTimeMilliseconds() + 1) { Body = RecordCodec.Encode(Hits), Spki = bob.Identity.Spki };
        Assert.Null((await OpenAsync(claimed.ToBytes(bob.Identity.Sign(claimed.ToSignedBytes())), default)).Hits);
        Assert.Null((await OpenAsync(RecordOf(bob), default)).Hits);
        time.Advance(TimeSpan.FromHours(49));
        Assert.Null((await OpenAsync(envelope, default)).Hits);
    }

    [Fact]
    public async Task The_record_of_another_node_is_not_the_holders()
    {
        var opened = await OpenAsync(await SealAsync(bob, Hits), RecordOf(alice));
        Assert.NotNull(opened.Hits);
        Assert.Null(opened.Holder);
        var forged = RecordOf(bob).ToArray();
        forged[40] ^= 1;
        Assert.Null((await OpenAsync(await SealAsync(bob, Hits), forged)).Holder);
    }

    [Fact]
    public async Task Hits_that_do_not_fit_are_not_sealed()
    {
        var files = Enumerable.Range(0, QueryHits.FilesMax).Select(_ => new FoundFile(Hits.Files[0].Content, new string('x', 1_024), 5, true)).ToList();
        Assert.IsType<AnswerFailed>(await Answers(bob).AnswerAsync(new SealHitsQuestion(Hits with { Files = files, Total = files.Count }), CancellationToken.None));
    }

    [Fact]
    public async Task Signatures_beyond_the_limit_are_refused_and_later_ones_go_on()
    {
        using var seal = new WaitingSeal();
        var answers = new GnutellaAnswers(new RecordSigner(bob.Identity, Network(), time), seal);
        var asked = Enumerable.Range(0, GnutellaAnswers.WaitingMax + 5).Select(_ => answers.AnswerAsync(new OpenHitsQuestion(new byte[1], default), CancellationToken.None)).ToList();
        Assert.All(asked[^5..], answer => Assert.IsType<AnswerFailed>(answer.Result));
        seal.Go();
        await Task.WhenAll(asked).WaitAsync(TimeSpan.FromSeconds(60));
        Assert.All(asked[..^5], answer => Assert.IsType<OpenedHits>(answer.Result));
        Assert.IsType<OpenedHits>(await answers.AnswerAsync(new OpenHitsQuestion(new byte[1], default), CancellationToken.None));
    }

    public void Dispose()
    {
        alice.Dispose();
        bob.Dispose();
    }

    private static NetworkName Network()
    {
        Assert.True(NetworkName.TryParse("public", out var network));
        return network!;
    }

    private GnutellaAnswers Answers(RawPeer peer)
    {
        var signer = new RecordSigner(peer.Identity, Network(), time);
        return new GnutellaAnswers(signer, new EcdsaSeal(Network(), drops, time, new LinkOptions { SignatureChecksPerSecond = 100_000 }, new PeerDirectory(signer)));
    }

    private async Task<ReadOnlyMemory<byte>> SealAsync(RawPeer peer, QueryHits hits) =>
        Assert.IsType<SealedHits>(await Answers(peer).AnswerAsync(new SealHitsQuestion(hits), CancellationToken.None)).Envelope;

    private async Task<OpenedHits> OpenAsync(ReadOnlyMemory<byte> envelope, ReadOnlyMemory<byte> holder) =>
        Assert.IsType<OpenedHits>(await Answers(alice).AnswerAsync(new OpenHitsQuestion(envelope, holder), CancellationToken.None));

    private ReadOnlyMemory<byte> RecordOf(RawPeer peer) =>
        new RecordSigner(peer.Identity, Network(), time).Sign(new PeerRecord("bob", [new PeerAddress("192.168.7.9", 6699)], ["gnutella/1"])).Envelope;

    /// <summary>Opens nothing, and that only once it may go on.</summary>
    private sealed class WaitingSeal : IRecordSeal, IDisposable
    {
        private readonly ManualResetEventSlim go = new();

        public void Go() => go.Set();

        public bool TryOpen<T>(ReadOnlyMemory<byte> envelope, out Signed<T>? signed)
            where T : Record
        {
            go.Wait();
            signed = null;
            return false;
        }

        public void Dispose() => go.Dispose();
    }
}
