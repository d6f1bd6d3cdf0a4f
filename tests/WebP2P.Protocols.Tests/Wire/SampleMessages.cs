using WebP2P.Protocols.Content;
using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Links;
using WebP2P.Protocols.Overlays;
using WebP2P.Protocols.Overlays.Gnutella;
using WebP2P.Protocols.Overlays.Napster;
using WebP2P.Protocols.Search;
using WebP2P.Protocols.Transfers;
using WebP2P.Protocols.Wire;
using Record = WebP2P.Protocols.Identity.Record;

namespace WebP2P.Protocols.Tests.Wire;

/// <summary>One full message of every type, for tests that go through all of them.</summary>
internal static class SampleMessages
{
    public static readonly ContentId Content = new(new ContentHash(Hash(7)), 123_456_789);
    private static readonly UInt128 Library = new(3, 4);
    private static readonly PeerAddress Address = new("192.0.2.17", 6699);
    private static readonly FileEntry File = new(Content, "Music/Live", "Härry Potter.ogg", 1_700_000_000_000, true);
    private static readonly Hit Hit = new(Content, ["Harry Potter.ogg", "HP.ogg"], [new(Node(1), true), new(Node(2), false)], 5);

    public static readonly QueryHits Hits = new(new UInt128(1, 2), 3, [new(Content, "Härry Potter.ogg", 1_700_000_000_000, true), new(Content, "hp.ogg", 0, false)]);

    public static IReadOnlyList<Message> All { get; } =
    [
        new Hello(1, 3, new UInt128(1, 2), ["napster/1", "transfer/1"], "WebP2P/0.1", "korfu", [Address, new("2001:db8::1", 1)], new("198.51.100.2", 4000), Reachability.No, 1_700_000_000_000, Hash(9)),
        new HelloProof(Hash(1)),
        new Closing("other network", 1, 1, new UInt128(5, 6)),
        new Ping(42),
        new Pong(42),
        new LinkHeld(true),
        new PeerRecordChanged(CountingSeal.Peer(Node(1))),
        new Register(Library, 900),
        new RegisterResume(Library, 0) { Files = 17 },
        new RegisterBatch(Library, 3, 5, [new(false, File), new(true, File with { Folder = "", Complete = false })]) { Repair = new BucketRepair([new(0, 5), FilePlace.SpanOf(255)], true) },
        new RegisterCommitted(Library, 5),
        new RegisterRefused(Library, "too many files"),
        new RegisterDigests(Library, 900, BucketDigests.Of([File])),
        new RegisterDiffering(Library, 900, [0, 7, 8, 255]),
        new IndexSearch("harry potter kind:audio", 50),
        new IndexHits([Hit, Hit with { SourceCount = 2 }], [CountingSeal.Peer(Node(1))], true, true, null)
        {
            Facets = new Facets([new("audio", 7), new("text", 1)], [new("mp3", 7)], [new("..100KiB", 8)]),
            NearestWords = ["harry", "harry potter"],
        },
        new IndexSuggest("har", 10),
        new IndexSuggestions(["harry", "harrow"], "too fast"),
        new IndexSources([Content]),
        new IndexSourcesFound(Content, [new(Node(1), true)], [CountingSeal.Peer(Node(1))]),
        new IndexWatch([Content, Content with { SizeBytes = 1 }]),
        new IndexUnwatch([Content]),
        new IndexPeers([Node(1), Node(2)]) { Capability = "gnutella/1" },
        new IndexPeersFound([CountingSeal.Peer(Node(2))]),
        new IndexDialBack(6699),
        new IndexDialledBack(Reachability.No, Address, 5_000, "no answer within 5 s"),
        new CallBack(Node(3), new UInt128(7, 8)),
        new CallBackAsked(new UInt128(7, 8), CountingSeal.Peer(Node(2))),
        new CallBackRefused(new UInt128(7, 8), "not registered"),
        new Want(Content, CountingSeal.Provider(Node(1), Content), CountingSeal.Peer(Node(1))),
        new Have(Content, new byte[] { 0xF0, 0x01 }),
        new HaveMore(Content, [new(0, 5), new(9, 1)]),
        new Queued(Content, 3, 60_000),
        new Granted(Content, new UInt128(1, 1)),
        new TransferSources(Content, [CountingSeal.Provider(Node(1), Content)], [CountingSeal.Peer(Node(1))]),
        new Unwant(Content),
        new WantRefused(Content, "not shared here"),
        new GnutellaPing(10),
        new GnutellaPong(6, 32, 1_234, 1, [CountingSeal.Peer(Node(1)), CountingSeal.Peer(Node(2))]) { Horizon = new byte[128] },
        new GnutellaQuery("harry potter kind:audio", 200),
        new GnutellaWalk("harry potter", 50),
        new GnutellaHits(CountingSeal.Hits(Node(1), Hits).Envelope, CountingSeal.Peer(Node(1)).Envelope),
        new RouteTableReset(16),
        new RouteTablePatch(1, [0, 5, 1_000, 1, 60_000]),
    ];

    public static NodeId Node(byte number) => new(Hash(number));

    private static Bytes32 Hash(byte fill) => new(Enumerable.Repeat(fill, 32).ToArray());
}

/// <summary>A seal whose signature is 64 bytes of one value: enough to see that bytes travel unchanged and that a wrong one is refused.</summary>
internal sealed class CountingSeal : IRecordSeal
{
    private const byte Good = 0x5A;

    public static Signed<PeerRecord> Peer(NodeId node) => Seal(node, new PeerRecord("korfu", [new("192.0.2.17", 6699)], ["napster/1"]) { Reachable = Reachability.No });

    public static Signed<QueryHits> Hits(NodeId node, QueryHits hits) => Seal(node, hits);

    public static Signed<ProviderRecord> Provider(NodeId node, ContentId content) => Seal(node, new ProviderRecord(content, true));

    public bool TryOpen<T>(ReadOnlyMemory<byte> envelope, out Signed<T>? signed)
        where T : Record
    {
        signed = null;
        if (Envelope.TryParse(envelope) is not { } parsed || parsed.Kind != RecordCodec.KindOf<T>()) return false;
        if (parsed.Signature.Span.ContainsAnyExcept(Good) || RecordCodec.TryDecode<T>(parsed.Body) is not { } record) return false;
        signed = new Signed<T>(parsed.Signer, parsed.Sequence, parsed.ExpiresUnixMs, record, envelope);
        return true;
    }

    private static Signed<T> Seal<T>(NodeId node, T record)
        where T : Record
    {
        var envelope = new Envelope(RecordCodec.KindOf<T>(), new UInt128(1, 2), node, 77, 1_000, 2_000) { Body = RecordCodec.Encode(record), Spki = new byte[Envelope.SpkiBytes] };
        return new Signed<T>(node, 77, 2_000, record, envelope.ToBytes(Enumerable.Repeat(Good, Envelope.SignatureBytes).ToArray()));
    }
}
