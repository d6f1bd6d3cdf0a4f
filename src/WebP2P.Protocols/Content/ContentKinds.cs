using System.Collections.Frozen;

namespace WebP2P.Protocols.Content;

/// <summary>The table from extension to kind; two nodes with the same version give a name the same kind.</summary>
public static class ContentKinds
{
    /// <summary>Grows by one with every change of the table.</summary>
    public const int Version = 1;

    /// <summary>Longest extension, in characters.</summary>
    public const int ExtensionCharactersMax = 16;

    private static readonly FrozenDictionary<string, ContentKind> Table = Build();

    private static readonly FrozenDictionary<string, ContentKind>.AlternateLookup<ReadOnlySpan<char>> ByExtension =
        Table.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The kind of a file with this name.</summary>
    public static ContentKind FromName(string name) =>
        ByExtension.TryGetValue(ExtensionOf(name), out var kind) ? kind : ContentKind.Other;

    /// <summary>What stands after the last dot of a name, as written; empty when there is none, or nothing in front of the dot.</summary>
    public static ReadOnlySpan<char> ExtensionOf(string name)
    {
        var dot = name.LastIndexOf('.');
        return dot <= 0 || name.Length - dot - 1 > ExtensionCharactersMax ? default : name.AsSpan(dot + 1);
    }

    /// <summary>The kind's name in queries: lower case.</summary>
    public static string NameOf(ContentKind kind) => kind switch
    {
        ContentKind.Audio => "audio",
        ContentKind.Video => "video",
        ContentKind.Image => "image",
        ContentKind.Document => "document",
        ContentKind.Archive => "archive",
        ContentKind.Program => "program",
        ContentKind.Text => "text",
        ContentKind.Collection => "collection",
        _ => "other",
    };

    /// <summary>Reads a kind's name, in either case.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out ContentKind kind)
    {
        for (kind = ContentKind.Other; kind <= ContentKind.Collection; kind++)
        {
            if (text.Equals(NameOf(kind), StringComparison.OrdinalIgnoreCase)) return true;
        }
        kind = ContentKind.Other;
        return false;
    }

    private static FrozenDictionary<string, ContentKind> Build()
    {
        var table = new Dictionary<string, ContentKind>(StringComparer.OrdinalIgnoreCase);
        Add(ContentKind.Audio, "aac ac3 aif aiff alac amr ape au caf dsf dts flac it m4a m4b mid midi mka mod mp2 mp3 mpc oga ogg opus ra s3m tta wav wma wv xm");
        Add(ContentKind.Video, "3g2 3gp asf avi divx f4v flv m2ts m2v m4v mkv mov mp4 mpe mpeg mpg mts mxf ogm ogv rm rmvb ts vob webm wmv y4m");
        Add(ContentKind.Image, "apng avif bmp cr2 dng exr gif heic heif ico jfif jp2 jpe jpeg jpg jxl nef pbm pgm png ppm psd raw svg tga tif tiff webp xcf");
        Add(ContentKind.Document, "azw azw3 cbr cbz djvu doc docm docx epub fb2 key lit mobi numbers odg odp ods odt pages pdf pps ppsx ppt pptx ps rtf tex xls xlsm xlsx xps");
        Add(ContentKind.Archive, "7z ace arj br bz2 cab cpio dmg gz img iso jar lha lz lz4 lzh lzma rar rpm tar tbz2 tgz txz xz z zip zst");
        Add(ContentKind.Program, "apk app appimage bat bin cmd com deb dll elf exe flatpak ipa msi msix ps1 scr sh snap so wasm");
        Add(ContentKind.Text, "asc c cfg conf cpp cs css csv diff go h hpp htm html ini java js json log md nfo py rb rs rst srt sub svelte toml tsv txt vtt xml yaml yml");
        return table.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

        void Add(ContentKind kind, string extensions)
        {
            foreach (var extension in extensions.Split(' ')) table.Add(extension, kind);
        }
    }
}
