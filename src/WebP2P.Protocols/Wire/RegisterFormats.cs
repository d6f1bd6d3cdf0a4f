using WebP2P.Protocols.Overlays;
using WebP2P.Protocols.Overlays.Napster;
using WebP2P.Protocols.Search;
using static WebP2P.Protocols.Wire.MessageTable;

namespace WebP2P.Protocols.Wire;

/// <summary>Messages that bring an index to the version of a library.</summary>
internal static class RegisterFormats
{
    private const int BucketSetBytes = FilePlace.Buckets / 8;

    public static IReadOnlyList<MessageRow> Rows { get; } =
    [
        Row<RegisterResume>(MessageType.RegisterResume, "1 library id, 2 committed version, 3 files", WriteResume, ReadResume),
        Row<RegisterBatch>(MessageType.RegisterBatch, "1 library id, 2 from version, 3 to version, 4 change* (1 removed, 2 file), 5 replaced* (1 first place, 2 last place), 6 last", WriteBatch, ReadBatch),
        Row<RegisterDigests>(MessageType.RegisterDigests, "1 library id, 2 version, 3 digests", WriteDigests, ReadDigests),
        Row<RegisterDiffering>(MessageType.RegisterDiffering, "1 library id, 2 version, 3 buckets", WriteDiffering, ReadDiffering),
    ];

    private static void WriteResume(FieldWriter writer, RegisterResume resume)
    {
        writer.Id(1, resume.LibraryId);
        writer.Number(2, resume.CommittedVersion);
        writer.Number(3, resume.Files);
    }

    private static RegisterResume ReadResume(ref FieldReader reader)
    {
        UInt128 id = default;
        long version = 0, files = 0;
        while (reader.Next(out var tag))
        {
            if (tag == 1) id = reader.Id();
            if (tag == 2) version = reader.Number();
            if (tag == 3) files = reader.Number(int.MaxValue);
        }

        return new RegisterResume(id, version) { Files = (int)files };
    }

    private static void WriteBatch(FieldWriter writer, RegisterBatch batch)
    {
        writer.Id(1, batch.LibraryId);
        writer.Number(2, batch.FromVersion);
        writer.Number(3, batch.ToVersion);
        writer.List(4, batch.Changes, static (inner, change) =>
        {
            inner.Flag(1, change.Removed);
            inner.Nested(2, change.File, SharedFormats.Write);
        });
        if (batch.Repair is not { } repair) return;
        writer.List(5, repair.Replaced, static (inner, span) =>
        {
            inner.Number(1, span.First);
            inner.Number(2, span.Last);
        });
        writer.Flag(6, repair.Last);
    }

    private static RegisterBatch ReadBatch(ref FieldReader reader)
    {
        UInt128 id = default;
        long from = 0, to = 0;
        List<FileChange>? changes = null;
        List<PlaceSpan>? replaced = null;
        var last = false;
        while (reader.Next(out var tag))
        {
            if (tag == 1) id = reader.Id();
            if (tag == 2) from = reader.Number();
            if (tag == 3) to = reader.Number();
            if (tag == 4) reader.Add(ref changes, RegisterBatch.ChangesMax, ReadChange);
            if (tag == 5) reader.Add(ref replaced, BucketRepair.SpansMax, ReadSpan);
            if (tag == 6) last = reader.Flag();
        }

        if (to < from) reader.Fail();
        var repair = replaced is null && !last ? null : new BucketRepair(replaced ?? [], last);
        return new RegisterBatch(id, from, to, changes ?? []) { Repair = repair };
    }

    private static FileChange ReadChange(ref FieldReader reader)
    {
        var removed = false;
        FileEntry? file = null;
        while (reader.Next(out var tag))
        {
            if (tag == 1) removed = reader.Flag();
            if (tag == 2) file = reader.Nested(SharedFormats.ReadFile);
        }

        if (file is null) reader.Fail();
        return new FileChange(removed, file!);
    }

    private static PlaceSpan ReadSpan(ref FieldReader reader)
    {
        long first = 0, last = 0;
        while (reader.Next(out var tag))
        {
            if (tag == 1) first = reader.Number(FilePlace.Last);
            if (tag == 2) last = reader.Number(FilePlace.Last);
        }

        if (last < first) reader.Fail();
        return new PlaceSpan(first, last);
    }

    private static void WriteDigests(FieldWriter writer, RegisterDigests digests)
    {
        writer.Id(1, digests.LibraryId);
        writer.Number(2, digests.Version);
        writer.Bytes(3, digests.Digests.ToBytes());
    }

    private static RegisterDigests ReadDigests(ref FieldReader reader)
    {
        UInt128 id = default;
        var version = 0L;
        BucketDigests? digests = null;
        while (reader.Next(out var tag))
        {
            if (tag == 1) id = reader.Id();
            if (tag == 2) version = reader.Number();
            if (tag != 3) continue;
            if (reader.Bytes(BucketDigests.BytesLength) is { Length: BucketDigests.BytesLength } bytes) digests = BucketDigests.FromBytes(bytes.Span);
        }

        if (digests is null) reader.Fail();
        return new RegisterDigests(id, version, digests ?? BucketDigests.Empty);
    }

    /// <summary>One bit for each bucket, the most significant first.</summary>
    private static void WriteDiffering(FieldWriter writer, RegisterDiffering differing)
    {
        Span<byte> bits = stackalloc byte[BucketSetBytes];
        bits.Clear();
        foreach (var bucket in differing.Buckets) bits[bucket / 8] |= (byte)(0x80 >> (bucket % 8));
        writer.Id(1, differing.LibraryId);
        writer.Number(2, differing.Version);
        writer.Bytes(3, bits);
    }

    private static RegisterDiffering ReadDiffering(ref FieldReader reader)
    {
        UInt128 id = default;
        var version = 0L;
        List<int> buckets = [];
        while (reader.Next(out var tag))
        {
            if (tag == 1) id = reader.Id();
            if (tag == 2) version = reader.Number();
            if (tag != 3) continue;
            if (reader.Bytes(BucketSetBytes) is { Length: BucketSetBytes } bits) Add(bits.Span, buckets);
            else reader.Fail();
        }

        return new RegisterDiffering(id, version, buckets);
    }

    private static void Add(ReadOnlySpan<byte> bits, List<int> buckets)
    {
        for (var bucket = 0; bucket < FilePlace.Buckets; bucket++)
            if ((bits[bucket / 8] & (0x80 >> (bucket % 8))) != 0) buckets.Add(bucket);
    }
}
