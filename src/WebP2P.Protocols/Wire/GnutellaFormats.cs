using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Overlays;
using WebP2P.Protocols.Overlays.Gnutella;
using static WebP2P.Protocols.Wire.MessageTable;

namespace WebP2P.Protocols.Wire;

/// <summary>Messages of Gnutella. What is relayed keeps the bytes it came in.</summary>
internal static class GnutellaFormats
{
    private const int QueryBytesMax = 4_000;
    private const int NeighboursMax = 100_000;
    private const int BitsMin = 10;
    private const int BitsMax = 20;
    private const int RunBytesMax = 3;

    public static IReadOnlyList<MessageRow> Rows { get; } =
    [
        Row<GnutellaPing>(MessageType.GnutellaPing, "1 peers max", (writer, ping) => writer.Number(1, ping.PeersMax), ReadPing),
        Row<GnutellaPong>(MessageType.GnutellaPong, "1 neighbours, 2 neighbours max, 3 files, 4 neighbours listed, 5 peer record*, 6 horizon", WritePong, ReadPong),
        Row<GnutellaQuery>(MessageType.GnutellaQuery, "1 query, 2 hits max", (writer, query) => WriteQuery(writer, query.Query, query.HitsMax), (ref FieldReader reader) => ReadQuery(ref reader, (text, max) => new GnutellaQuery(text, max))) with { IsRelayed = true, IsQuery = true },
        Row<GnutellaWalk>(MessageType.GnutellaWalk, "1 query, 2 hits max", (writer, walk) => WriteQuery(writer, walk.Query, walk.HitsMax), (ref FieldReader reader) => ReadQuery(ref reader, (text, max) => new GnutellaWalk(text, max))) with { IsRelayed = true, IsQuery = true, TtlAndHopsMax = GnutellaWalk.StepsMax },
        Row<GnutellaHits>(MessageType.GnutellaHits, "1 sealed hits, 2 peer record", WriteHits, ReadHits) with { IsRelayed = true, TtlAndHopsMax = GnutellaWalk.StepsMax },
        Row<RouteTableReset>(MessageType.RouteTableReset, "1 bits", (writer, reset) => writer.Number(1, reset.Bits), ReadReset),
        Row<RouteTablePatch>(MessageType.RouteTablePatch, "1 number, 2 runs", WritePatch, ReadPatch),
    ];

    private static GnutellaPing ReadPing(ref FieldReader reader)
    {
        var max = 0L;
        while (reader.Next(out var tag))
            if (tag == 1) max = reader.Number(GnutellaPong.PeersMax);
        return new GnutellaPing((int)max);
    }

    private static void WritePong(FieldWriter writer, GnutellaPong pong)
    {
        writer.Number(1, pong.Neighbours);
        writer.Number(2, pong.NeighboursMax);
        writer.Number(3, pong.Files);
        writer.Number(4, pong.NeighboursListed);
        SharedFormats.WriteSigned(writer, 5, pong.Peers);
        if (!pong.Horizon.IsEmpty) writer.Bytes(6, pong.Horizon.Span);
    }

    private static GnutellaPong ReadPong(ref FieldReader reader)
    {
        long neighbours = 0, max = 0, files = 0, listed = 0;
        List<Signed<PeerRecord>>? peers = null;
        ReadOnlyMemory<byte> horizon = default;
        while (reader.Next(out var tag))
        {
            if (tag == 1) neighbours = reader.Number(NeighboursMax);
            if (tag == 2) max = reader.Number(NeighboursMax);
            if (tag == 3) files = reader.Number();
            if (tag == 4) listed = reader.Number(GnutellaPong.PeersMax);
            if (tag == 5) SharedFormats.AddSigned(ref reader, ref peers, GnutellaPong.PeersMax);
            if (tag == 6) horizon = reader.Bytes(Horizons.BytesMax);
        }

        if (listed > (peers?.Count ?? 0)) reader.Fail();
        return new GnutellaPong((int)neighbours, (int)max, files, (int)listed, peers ?? []) { Horizon = horizon };
    }

    private static void WriteQuery(FieldWriter writer, string query, int hitsMax)
    {
        writer.Text(1, query);
        writer.Number(2, hitsMax);
    }

    private static T ReadQuery<T>(ref FieldReader reader, Func<string, int, T> make)
    {
        var query = "";
        var max = 0L;
        while (reader.Next(out var tag))
        {
            if (tag == 1) query = reader.Text(QueryBytesMax);
            if (tag == 2) max = reader.Number(GnutellaQuery.FilesMax);
        }

        if (query.Length == 0) reader.Fail();
        return make(query, (int)max);
    }

    private static void WriteHits(FieldWriter writer, GnutellaHits hits)
    {
        writer.Bytes(1, hits.Envelope.Span);
        if (!hits.Holder.IsEmpty) writer.Bytes(2, hits.Holder.Span);
    }

    private static GnutellaHits ReadHits(ref FieldReader reader)
    {
        ReadOnlyMemory<byte> envelope = default, holder = default;
        while (reader.Next(out var tag))
        {
            if (tag == 1) envelope = reader.Bytes(Envelope.HitsBytesMax);
            if (tag == 2) holder = reader.Bytes(Envelope.BytesMax);
        }

        if (envelope.IsEmpty) reader.Fail();
        return new GnutellaHits(envelope, holder);
    }

    private static RouteTableReset ReadReset(ref FieldReader reader)
    {
        var bits = 0L;
        while (reader.Next(out var tag))
            if (tag == 1) bits = reader.Number();
        if (bits is < BitsMin or > BitsMax) reader.Fail(DropReason.LimitReached);
        return new RouteTableReset((int)Math.Clamp(bits, BitsMin, BitsMax));
    }

    private static void WritePatch(FieldWriter writer, RouteTablePatch patch)
    {
        writer.Number(1, patch.Number);
        writer.Numbers(2, patch.Runs);
    }

    private static RouteTablePatch ReadPatch(ref FieldReader reader)
    {
        var number = 0L;
        IReadOnlyList<int> runs = [];
        while (reader.Next(out var tag))
        {
            if (tag == 1) number = reader.Number(int.MaxValue);
            if (tag == 2) runs = reader.Numbers(RouteTablePatch.RunsMax, RunBytesMax);
        }

        var slots = 0L;
        foreach (var run in runs) slots += run;
        if (slots > 1 << BitsMax) reader.Fail(DropReason.LimitReached);
        return new RouteTablePatch((int)number, runs);
    }
}
