using WebP2P.Protocols.Content;
using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Overlays;
using WebP2P.Protocols.Transfers;
using static WebP2P.Protocols.Wire.MessageTable;

namespace WebP2P.Protocols.Wire;

internal static class TransferFormats
{
    private const int ReasonBytesMax = 512;
    private const int RunsMax = 2_000;

    public static IReadOnlyList<MessageRow> Rows { get; } =
    [
        Row<Want>(MessageType.Want, "1 content, 2 provider record, 3 peer record", WriteWant, ReadWant),
        Row<Have>(MessageType.Have, "1 content, 2 bitfield", WriteHave, ReadHave),
        Row<HaveMore>(MessageType.HaveMore, "1 content, 2 run* (1 first piece, 2 count)", WriteHaveMore, ReadHaveMore),
        Row<Queued>(MessageType.Queued, "1 content, 2 position, 3 estimate ms", WriteQueued, ReadQueued),
        Row<Granted>(MessageType.Granted, "1 content, 2 ticket", WriteGranted, ReadGranted),
        Row<TransferSources>(MessageType.TransferSources, "1 content, 2 provider record*, 3 peer record*", WriteSources, ReadSources),
        Row<Unwant>(MessageType.Unwant, "1 content", (writer, unwant) => writer.Nested(1, unwant.Content, SharedFormats.Write), ReadUnwant),
        Row<WantRefused>(MessageType.WantRefused, "1 content, 2 reason", WriteRefused, ReadRefused),
    ];

    private static void WriteWant(FieldWriter writer, Want want)
    {
        writer.Nested(1, want.Content, SharedFormats.Write);
        if (want.Provider is not null) writer.Bytes(2, want.Provider.Envelope.Span);
        if (want.Peer is not null) writer.Bytes(3, want.Peer.Envelope.Span);
    }

    private static Want ReadWant(ref FieldReader reader)
    {
        var want = new Want(default, null, null);
        while (reader.Next(out var tag))
        {
            if (tag == 1) want = want with { Content = reader.Nested(SharedFormats.ReadContent) };
            if (tag == 2) want = want with { Provider = reader.Sealed<ProviderRecord>() };
            if (tag == 3) want = want with { Peer = reader.Sealed<PeerRecord>() };
        }

        NeedContent(ref reader, want.Content);
        return want;
    }

    private static void WriteHave(FieldWriter writer, Have have)
    {
        writer.Nested(1, have.Content, SharedFormats.Write);
        writer.Bytes(2, have.Bitfield.Span);
    }

    private static Have ReadHave(ref FieldReader reader)
    {
        var have = new Have(default, default);
        while (reader.Next(out var tag))
        {
            if (tag == 1) have = have with { Content = reader.Nested(SharedFormats.ReadContent) };
            if (tag == 2) have = have with { Bitfield = reader.Bytes(PieceMap.PiecesMax / 8).ToArray() };
        }

        NeedContent(ref reader, have.Content);
        return have;
    }

    private static void WriteHaveMore(FieldWriter writer, HaveMore more)
    {
        writer.Nested(1, more.Content, SharedFormats.Write);
        writer.List(2, more.Runs, static (inner, run) =>
        {
            inner.Number(1, run.First);
            inner.Number(2, run.Count);
        });
    }

    private static HaveMore ReadHaveMore(ref FieldReader reader)
    {
        ContentId content = default;
        List<PieceRun>? runs = null;
        while (reader.Next(out var tag))
        {
            if (tag == 1) content = reader.Nested(SharedFormats.ReadContent);
            if (tag == 2) reader.Add(ref runs, RunsMax, ReadRun);
        }

        NeedContent(ref reader, content);
        return new HaveMore(content, runs ?? []);
    }

    private static PieceRun ReadRun(ref FieldReader reader)
    {
        long first = 0, count = 0;
        while (reader.Next(out var tag))
        {
            if (tag == 1) first = reader.Number(PieceMap.PiecesMax);
            if (tag == 2) count = reader.Number(PieceMap.PiecesMax);
        }

        if (count == 0) reader.Fail();
        return new PieceRun((int)first, (int)count);
    }

    private static void WriteQueued(FieldWriter writer, Queued queued)
    {
        writer.Nested(1, queued.Content, SharedFormats.Write);
        writer.Number(2, queued.Position);
        writer.Number(3, queued.EstimateMs);
    }

    private static Queued ReadQueued(ref FieldReader reader)
    {
        var queued = new Queued(default, 0, 0);
        while (reader.Next(out var tag))
        {
            if (tag == 1) queued = queued with { Content = reader.Nested(SharedFormats.ReadContent) };
            if (tag == 2) queued = queued with { Position = (int)reader.Number(int.MaxValue) };
            if (tag == 3) queued = queued with { EstimateMs = reader.Number() };
        }

        NeedContent(ref reader, queued.Content);
        return queued;
    }

    private static void WriteGranted(FieldWriter writer, Granted granted)
    {
        writer.Nested(1, granted.Content, SharedFormats.Write);
        writer.Id(2, granted.Ticket);
    }

    private static Granted ReadGranted(ref FieldReader reader)
    {
        var granted = new Granted(default, default);
        while (reader.Next(out var tag))
        {
            if (tag == 1) granted = granted with { Content = reader.Nested(SharedFormats.ReadContent) };
            if (tag == 2) granted = granted with { Ticket = reader.Id() };
        }

        NeedContent(ref reader, granted.Content);
        return granted;
    }

    private static void WriteSources(FieldWriter writer, TransferSources sources)
    {
        writer.Nested(1, sources.Content, SharedFormats.Write);
        SharedFormats.WriteSigned(writer, 2, sources.Providers);
        SharedFormats.WriteSigned(writer, 3, sources.Peers);
    }

    private static TransferSources ReadSources(ref FieldReader reader)
    {
        ContentId content = default;
        List<Signed<ProviderRecord>>? providers = null;
        List<Signed<PeerRecord>>? peers = null;
        while (reader.Next(out var tag))
        {
            if (tag == 1) content = reader.Nested(SharedFormats.ReadContent);
            if (tag == 2) SharedFormats.AddSigned(ref reader, ref providers, TransferSources.ProvidersMax);
            if (tag == 3) SharedFormats.AddSigned(ref reader, ref peers, TransferSources.ProvidersMax);
        }

        NeedContent(ref reader, content);
        return new TransferSources(content, providers ?? [], peers ?? []);
    }

    private static Unwant ReadUnwant(ref FieldReader reader)
    {
        ContentId content = default;
        while (reader.Next(out var tag))
            if (tag == 1) content = reader.Nested(SharedFormats.ReadContent);
        NeedContent(ref reader, content);
        return new Unwant(content);
    }

    private static void WriteRefused(FieldWriter writer, WantRefused refused)
    {
        writer.Nested(1, refused.Content, SharedFormats.Write);
        writer.Text(2, refused.Reason);
    }

    private static WantRefused ReadRefused(ref FieldReader reader)
    {
        var refused = new WantRefused(default, "");
        while (reader.Next(out var tag))
        {
            if (tag == 1) refused = refused with { Content = reader.Nested(SharedFormats.ReadContent) };
            if (tag == 2) refused = refused with { Reason = reader.Text(ReasonBytesMax) };
        }

        NeedContent(ref reader, refused.Content);
        return refused;
    }

    private static void NeedContent(ref FieldReader reader, ContentId content)
    {
        if (!ContentId.IsSize(content.SizeBytes)) reader.Fail();
    }
}
