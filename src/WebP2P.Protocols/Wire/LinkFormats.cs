using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Links;
using WebP2P.Protocols.Overlays;
using static WebP2P.Protocols.Wire.MessageTable;

namespace WebP2P.Protocols.Wire;

internal static class LinkFormats
{
    private const int ReasonBytesMax = 512;
    private const int AgentBytesMax = 64;

    public static IReadOnlyList<MessageRow> Rows { get; } =
    [
        Row<Hello>(MessageType.Hello, "1 version min, 2 version max, 3 network id, 4 capability*, 5 agent, 6 name, 7 address*, 8 observed address, 9 reachable, 10 clock ms, 11 nonce", WriteHello, ReadHello, LinkPhase.Greeting),
        Row<HelloProof>(MessageType.HelloProof, "1 proof", (writer, proof) => writer.Hash(1, proof.Proof), ReadProof, LinkPhase.Greeting),
        Row<Closing>(MessageType.Closing, "1 reason, 2 version min, 3 version max, 4 network id", WriteClosing, ReadClosing, LinkPhase.Any),
        Row<Ping>(MessageType.Ping, "1 sent ms", (writer, ping) => writer.Number(1, ping.SentMs), (ref FieldReader reader) => new Ping(ReadNumber(ref reader))),
        Row<Pong>(MessageType.Pong, "1 sent ms of the ping", (writer, pong) => writer.Number(1, pong.SentMs), (ref FieldReader reader) => new Pong(ReadNumber(ref reader))),
        Row<LinkHeld>(MessageType.LinkHeld, "1 held", (writer, held) => writer.Flag(1, held.Held), (ref FieldReader reader) => new LinkHeld(ReadNumber(ref reader) == 1)),
        Row<PeerRecordChanged>(MessageType.PeerRecordChanged, "1 peer record", (writer, changed) => writer.Bytes(1, changed.Record.Envelope.Span), ReadRecord),
    ];

    private static void WriteHello(FieldWriter writer, Hello hello)
    {
        writer.Number(1, hello.VersionMin);
        writer.Number(2, hello.VersionMax);
        writer.Id(3, hello.NetworkId);
        foreach (var capability in hello.Capabilities) writer.Text(4, capability);
        writer.Text(5, hello.Agent);
        writer.Text(6, hello.Name);
        writer.List(7, hello.Addresses, SharedFormats.Write);
        if (hello.Observed is not null) writer.Nested(8, hello.Observed, SharedFormats.Write);
        writer.Number(9, (long)hello.Reachable);
        writer.Number(10, hello.ClockUnixMs);
        writer.Hash(11, hello.Nonce);
    }

    private static Hello ReadHello(ref FieldReader reader)
    {
        var hello = new Hello(0, 0, default, [], "", "", [], null, Reachability.Unknown, 0, default);
        List<string>? capabilities = null;
        List<PeerAddress>? addresses = null;
        while (reader.Next(out var tag))
        {
            if (tag == 4) SharedFormats.AddText(ref reader, ref capabilities, RecordCodec.CapabilitiesMax, RecordCodec.CapabilityBytesMax);
            else if (tag == 7) reader.Add(ref addresses, PeerRecord.AddressesMax, SharedFormats.ReadAddress);
            else hello = ReadHelloField(ref reader, tag, hello);
        }

        if (hello.VersionMin < 1 || hello.VersionMax < hello.VersionMin) reader.Fail();
        return hello with { Capabilities = capabilities ?? [], Addresses = addresses ?? [] };
    }

    private static Hello ReadHelloField(ref FieldReader reader, int tag, Hello hello) => tag switch
    {
        1 => hello with { VersionMin = (int)reader.Number(ushort.MaxValue) },
        2 => hello with { VersionMax = (int)reader.Number(ushort.MaxValue) },
        3 => hello with { NetworkId = reader.Id() },
        5 => hello with { Agent = reader.Text(AgentBytesMax) },
        6 => hello with { Name = reader.Text(RecordCodec.NameBytesMax) },
        8 => hello with { Observed = reader.Nested(SharedFormats.ReadAddress) },
        9 => hello with { Reachable = (Reachability)reader.Number((long)Reachability.No) },
        10 => hello with { ClockUnixMs = reader.Number() },
        11 => hello with { Nonce = reader.Hash() },
        _ => hello,
    };

    private static HelloProof ReadProof(ref FieldReader reader)
    {
        Bytes32? proof = null;
        while (reader.Next(out var tag))
            if (tag == 1) proof = reader.Hash();
        if (proof is null) reader.Fail();
        return new HelloProof(proof ?? default);
    }

    private static void WriteClosing(FieldWriter writer, Closing closing)
    {
        writer.Text(1, closing.Reason);
        writer.Number(2, closing.VersionMin);
        writer.Number(3, closing.VersionMax);
        writer.Id(4, closing.NetworkId);
    }

    private static Closing ReadClosing(ref FieldReader reader)
    {
        var closing = new Closing("", 0, 0, default);
        while (reader.Next(out var tag))
        {
            if (tag == 1) closing = closing with { Reason = reader.Text(ReasonBytesMax) };
            if (tag == 2) closing = closing with { VersionMin = (int)reader.Number(ushort.MaxValue) };
            if (tag == 3) closing = closing with { VersionMax = (int)reader.Number(ushort.MaxValue) };
            if (tag == 4) closing = closing with { NetworkId = reader.Id() };
        }

        return closing;
    }

    private static PeerRecordChanged ReadRecord(ref FieldReader reader)
    {
        Signed<PeerRecord>? record = null;
        while (reader.Next(out var tag))
            if (tag == 1) record = reader.Sealed<PeerRecord>();
        if (record is null) reader.Fail();
        return new PeerRecordChanged(record!);
    }

    private static long ReadNumber(ref FieldReader reader)
    {
        var number = 0L;
        while (reader.Next(out var tag))
            if (tag == 1) number = reader.Number();
        return number;
    }
}
