using System.Text;
using WebP2P.Protocols.Content;
using WebP2P.Protocols.Overlays.Gnutella;

namespace WebP2P.Protocols.Wire;

/// <summary>The body of what a holder signs.</summary>
public static class HitsRecord
{
    /// <summary>Everything of an envelope but the files, with room to spare.</summary>
    private const int AroundBytes = 512;

    /// <summary>Everything of a file but its name: hash, size, time, tags and lengths.</summary>
    private const int AroundNameBytes = 80;

    /// <summary>How many of these files, from the given one on, go into one envelope.</summary>
    public static int CountThatFits(IReadOnlyList<FoundFile> files, int from)
    {
        var room = Envelope.HitsBytesMax - AroundBytes;
        var count = 0;
        while (count < QueryHits.FilesMax && from + count < files.Count)
        {
            room -= AroundNameBytes + Encoding.UTF8.GetByteCount(files[from + count].Name);
            if (room < 0) break;
            count++;
        }

        return count;
    }

    internal static void Write(FieldWriter writer, QueryHits hits)
    {
        writer.Id(1, hits.QueryId);
        writer.Number(2, hits.Total);
        writer.List(3, hits.Files, Write);
    }

    internal static QueryHits Read(ref FieldReader reader)
    {
        UInt128 id = default;
        var total = 0L;
        List<FoundFile>? files = null;
        while (reader.Next(out var tag))
        {
            if (tag == 1) id = reader.Id();
            if (tag == 2) total = reader.Number(int.MaxValue);
            if (tag == 3) reader.Add(ref files, QueryHits.FilesMax, ReadFile);
        }

        if (total < (files?.Count ?? 0)) reader.Fail();
        return new QueryHits(id, (int)total, files ?? []);
    }

    private static void Write(FieldWriter writer, FoundFile file)
    {
        writer.Nested(1, file.Content, SharedFormats.Write);
        writer.Text(2, file.Name);
        writer.Number(3, Math.Max(0, file.ModifiedUnixMs));
        writer.Flag(4, file.Complete);
    }

    private static FoundFile ReadFile(ref FieldReader reader)
    {
        ContentId content = default;
        var name = "";
        var modified = 0L;
        var complete = false;
        while (reader.Next(out var tag))
        {
            if (tag == 1) content = reader.Nested(SharedFormats.ReadContent);
            if (tag == 2) name = reader.Text(SharedFormats.NameBytesMax);
            if (tag == 3) modified = reader.Number();
            if (tag == 4) complete = reader.Flag();
        }

        if (!ContentId.IsSize(content.SizeBytes) || name.Length == 0) reader.Fail();
        return new FoundFile(content, name, modified, complete);
    }
}
