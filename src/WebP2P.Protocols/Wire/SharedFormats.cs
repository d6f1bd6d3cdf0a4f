using System.Net;
using WebP2P.Protocols.Content;
using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Overlays;
using WebP2P.Protocols.Search;

namespace WebP2P.Protocols.Wire;

/// <summary>Values that several messages are made of.</summary>
internal static class SharedFormats
{
    public const int NameBytesMax = 1_024;
    public const int FolderBytesMax = 2_048;
    public const int NamesMax = 8;
    public const int SourcesMax = 20;

    public static void Write(FieldWriter writer, ContentId content)
    {
        writer.Hash(1, content.Hash.Value);
        writer.Number(2, content.SizeBytes);
    }

    public static ContentId ReadContent(ref FieldReader reader)
    {
        Bytes32 hash = default;
        long size = 0;
        while (reader.Next(out var tag))
        {
            if (tag == 1) hash = reader.Hash();
            if (tag == 2) size = reader.Number();
        }

        if (!ContentId.IsSize(size)) reader.Fail();
        return new ContentId(new ContentHash(hash), size);
    }

    public static void Write(FieldWriter writer, PeerAddress address)
    {
        var ip = address.Ip ?? throw new ArgumentException("Only IP addresses travel.", nameof(address));
        writer.Bytes(1, ip.GetAddressBytes());
        writer.Number(2, address.Port);
    }

    /// <summary>Only IP addresses travel: names are resolved by whoever typed them.</summary>
    public static PeerAddress ReadAddress(ref FieldReader reader)
    {
        IPAddress? ip = null;
        long port = 0;
        while (reader.Next(out var tag))
        {
            if (tag == 1 && reader.Bytes(16) is { Length: 4 or 16 } bytes) ip = new IPAddress(bytes.Span);
            if (tag == 2) port = reader.Number(65_535);
        }

        if (ip is null || port == 0) reader.Fail();
        return ip is null ? new PeerAddress("0.0.0.0", 1) : PeerAddress.From(new IPEndPoint(ip, (int)port));
    }

    public static void Write(FieldWriter writer, HitSource source)
    {
        writer.Hash(1, source.Node.Value);
        writer.Flag(2, source.Complete);
    }

    public static HitSource ReadSource(ref FieldReader reader)
    {
        Bytes32? node = null;
        var complete = false;
        while (reader.Next(out var tag))
        {
            if (tag == 1) node = reader.Hash();
            if (tag == 2) complete = reader.Flag();
        }

        if (node is null) reader.Fail();
        return new HitSource(new NodeId(node ?? default), complete);
    }

    public static void Write(FieldWriter writer, Hit hit)
    {
        writer.Nested(1, hit.Content, Write);
        foreach (var name in hit.Names.Take(NamesMax)) writer.Text(2, name);
        foreach (var source in hit.Sources.Take(SourcesMax)) writer.Nested(3, source, Write);
        writer.Number(4, hit.SourceCount);
        writer.Number(5, hit.ModifiedUnixMs);
    }

    public static Hit ReadHit(ref FieldReader reader)
    {
        ContentId content = default;
        List<string>? names = null;
        List<HitSource>? sources = null;
        long count = 0, modified = 0;
        while (reader.Next(out var tag))
        {
            if (tag == 1) content = reader.Nested(ReadContent);
            if (tag == 2) AddText(ref reader, ref names, NamesMax, NameBytesMax);
            if (tag == 3) reader.Add(ref sources, SourcesMax, ReadSource);
            if (tag == 4) count = reader.Number(int.MaxValue);
            if (tag == 5) modified = reader.Number();
        }

        if (!ContentId.IsSize(content.SizeBytes) || names is null || sources is null || count < sources.Count) reader.Fail();
        return new Hit(content, names ?? [], sources ?? [], (int)count) { ModifiedUnixMs = modified };
    }

    public static void Write(FieldWriter writer, FileEntry file)
    {
        writer.Nested(1, file.Content, Write);
        writer.Text(2, file.Folder);
        writer.Text(3, file.Name);
        writer.Number(4, Math.Max(0, file.ModifiedUnixMs));
        writer.Flag(5, file.Complete);
    }

    public static FileEntry ReadFile(ref FieldReader reader)
    {
        ContentId content = default;
        string folder = "", name = "";
        long modified = 0;
        var complete = false;
        while (reader.Next(out var tag))
        {
            if (tag == 1) content = reader.Nested(ReadContent);
            if (tag == 2) folder = reader.Text(FolderBytesMax);
            if (tag == 3) name = reader.Text(NameBytesMax);
            if (tag == 4) modified = reader.Number();
            if (tag == 5) complete = reader.Flag();
        }

        if (!ContentId.IsSize(content.SizeBytes) || name.Length == 0) reader.Fail();
        return new FileEntry(content, folder, name, modified, complete);
    }

    /// <summary>Adds the current field's text to a bounded list.</summary>
    public static void AddText(ref FieldReader reader, ref List<string>? list, int countMax, int bytesMax)
    {
        if ((list?.Count ?? 0) >= countMax)
        {
            reader.Fail(DropReason.LimitReached);
            return;
        }

        var text = reader.Text(bytesMax);
        reader.Repeats();
        if (reader.Failure is null) (list ??= []).Add(text);
    }

    /// <summary>Adds the record in the current field's envelope to a bounded list.</summary>
    public static void AddSigned<T>(ref FieldReader reader, ref List<Signed<T>>? list, int countMax)
        where T : Record
    {
        if ((list?.Count ?? 0) >= countMax) reader.Fail(DropReason.LimitReached);
        else if (reader.Sealed<T>() is { } signed) (list ??= []).Add(signed);
        reader.Repeats();
    }

    public static void WriteSigned<T>(FieldWriter writer, int tag, IReadOnlyList<Signed<T>> records)
        where T : Record
    {
        foreach (var record in records) writer.Bytes(tag, record.Envelope.Span);
    }
}
