using System.Buffers;
using WebP2P.Protocols.Overlays;
using WebP2P.Protocols.Overlays.Napster;
using WebP2P.Protocols.Search;
using WebP2P.Protocols.Wire;
using static WebP2P.Tests.Shared.NapsterSamples;

namespace WebP2P.Protocols.Tests.Overlays.Napster;

public sealed class IndexAnswerFramesTests
{
    private static readonly IReadOnlyList<FacetCount> Values = [.. Enumerable.Range(0, Facets.ValuesMax).Select(number => new FacetCount($"{new string('x', 30)}{number:00}", int.MaxValue))];

    /// <summary>Complete, with as many facets and words as there may be.</summary>
    private static readonly FindAnswer Full = new([], true)
    {
        Facets = new Facets(Values, Values, Values),
        NearestWords = [.. Enumerable.Range(0, NearWords.WordsMax).Select(number => new string((char)('a' + number), NearWords.WordBytesMax))],
    };

    [Theory]
    [InlineData(10, 1, 300)]
    [InlineData(1_024, 8, 300)]
    [InlineData(1_024, 8, 2_048)]
    [InlineData(100, 1, 2_048)]
    public void Every_part_of_the_largest_answers_fits_a_frame(int nameBytes, int names, int recordBytes)
    {
        var hits = Enumerable.Range(0, 200).Select(number => new Hit(
            ContentOf(number), [.. Enumerable.Range(0, names).Select(name => new string((char)('a' + name), nameBytes))],
            [.. Enumerable.Range(number * 20, 20).Select(source => new HitSource(NodeOf(source), true))], 20)).ToList();
        var records = Enumerable.Range(0, 4_000).Select(number => Record(number, envelopeBytes: recordBytes)).ToDictionary(record => record.Signer);
        var parts = IndexAnswerFrames.Hits(hits, Full, records.GetValueOrDefault).ToList();
        Assert.Equal(hits.Select(hit => hit.Content), parts.SelectMany(part => part.Hits).Select(hit => hit.Content));
        Assert.Equal(4_000, parts.Sum(part => part.Peers.Count));
        Assert.All(parts, part => Assert.InRange(Bytes(part), 1, FrameCodec.FrameBytesMax));
        Assert.True(parts[^1].Last && parts.Count(part => part.Last) == 1);
    }

    [Fact]
    public void Nothing_found_is_one_last_part()
    {
        var part = Assert.Single(IndexAnswerFrames.Hits([], Full, _ => null));
        Assert.True(part is { Last: true, Complete: true, Refusal: null });
        Assert.Equal((12, 5), (part.Facets.Sizes.Count, part.NearestWords.Count));
    }

    [Fact]
    public void A_record_is_told_once_in_an_answer()
    {
        var hits = Enumerable.Range(0, 30).Select(number => new Hit(ContentOf(number), ["a"], [new HitSource(NodeOf(1), true)], 1));
        Assert.Single(IndexAnswerFrames.Hits(hits, Full, _ => Record(1)).SelectMany(part => part.Peers));
    }

    [Fact]
    public void A_hit_with_more_sources_than_travel_is_shortened_and_keeps_its_count()
    {
        var hit = new Hit(ContentOf(1), ["a"], [.. Enumerable.Range(0, 21).Select(source => new HitSource(NodeOf(source), true))], 21);
        var told = Assert.Single(Assert.Single(IndexAnswerFrames.Hits([hit], Full, _ => null)).Hits);
        Assert.Equal((20, 21), (told.Sources.Count, told.SourceCount));
    }

    [Fact]
    public void As_many_sources_and_records_are_told_as_fit_a_frame()
    {
        var sources = Enumerable.Range(0, 100).Select(number => new HitSource(NodeOf(number), true));
        var found = IndexAnswerFrames.Sources(ContentOf(1), sources, node => Record(1, envelopeBytes: 2_048));
        Assert.InRange(found.Sources.Count, 20, 30);
        Assert.InRange(Bytes(found), 1, FrameCodec.FrameBytesMax);
        Assert.Equal(100, IndexAnswerFrames.Sources(ContentOf(1), sources, _ => null).Sources.Count);
        Assert.All(IndexAnswerFrames.Peers(Enumerable.Range(0, 100).Select(number => Record(number, envelopeBytes: 2_048))), part => Assert.InRange(Bytes(part), 1, FrameCodec.FrameBytesMax));
    }

    [Fact]
    public void The_estimate_of_a_change_is_never_below_what_it_takes()
    {
        foreach (var length in new[] { 1, 10, 127, 128, 500, 1_024 })
        {
            var change = Added(new string('ü', length / 2 + 1), 1);
            var withOne = Bytes(new RegisterBatch(7, 0, 1, [change]));
            var withTwo = Bytes(new RegisterBatch(7, 0, 2, [change, change]));
            Assert.InRange(withTwo - withOne, 1, FrameSize.Of(change));
        }
    }

    private static int Bytes(Message message)
    {
        var output = new ArrayBufferWriter<byte>();
        FrameCodec.Write(output, new Header(default), message);
        return output.WrittenCount;
    }
}
