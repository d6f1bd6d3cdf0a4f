using System.Buffers;
using System.Globalization;
using System.Text;
using WebP2P.Protocols.Content;

namespace WebP2P.Protocols.Transfers;

/// <summary>Turns a name that a stranger offered into one that is safe as a single file name on every system.</summary>
public static class SafeName
{
    /// <summary>Longest result, in bytes of UTF-8; file systems take 255, and numbering and temporary names need room.</summary>
    public const int NameBytesMax = 200;

    /// <summary>Taken when nothing of a name is left.</summary>
    private const string Nameless = "file";

    private static readonly SearchValues<char> Forbidden = SearchValues.Create("/\\:*?\"<>|\u2028\u2029");

    private static readonly string[] Devices = ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$", "CLOCK$"];

    /// <summary>A name without folders, control or invisible characters, reserved names or a leading dot, in NFC, with its extension kept.</summary>
    public static string From(string offered)
    {
        var name = Clean(offered).Normalize(NormalizationForm.FormC).Trim();
        name = TrimEnd(Shorten(ShowDots(TrimEnd(name)), NameBytesMax));
        if (name.Length == 0) return Nameless;
        return IsDevice(name) ? "_" + name : name;
    }

    /// <summary>The same name with its number in front of the extension: <c>song (2).mp3</c>.</summary>
    public static string Numbered(string name, int number)
    {
        var suffix = string.Create(CultureInfo.InvariantCulture, $" ({number})");
        var extension = ExtensionOf(name);
        var stem = Cut(name[..^extension.Length], NameBytesMax - suffix.Length - Encoding.UTF8.GetByteCount(extension));
        return stem + suffix + extension;
    }

    /// <summary>Two names with one key are the same file on some system.</summary>
    public static string Key(string name) => Clean(name).Normalize(NormalizationForm.FormC).ToUpperInvariant();

    private static string Clean(string offered)
    {
        var clean = new StringBuilder(Math.Min(offered.Length, 4 * NameBytesMax));
        foreach (var rune in offered.EnumerateRunes())
        {
            if (IsInvisible(rune.Value)) continue;
            var isReplaced = Rune.IsControl(rune) || rune == Rune.ReplacementChar || (rune.IsBmp && Forbidden.Contains((char)rune.Value));
            clean.Append(isReplaced ? "_" : rune.ToString());
        }
        return clean.ToString();
    }

    /// <summary>Characters that change what a reader sees without being seen: direction, joiners, marks of byte order.</summary>
    private static bool IsInvisible(int codePoint) =>
        codePoint is 0x061C or 0xFEFF or 0x2060 or (>= 0x200B and <= 0x200F) or (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069);

    /// <summary>A leading dot would hide the file from its owner.</summary>
    private static string ShowDots(string name)
    {
        var rest = name.TrimStart('.');
        return new string('_', name.Length - rest.Length) + rest;
    }

    private static string TrimEnd(string name)
    {
        var end = name.Length;
        while (end > 0 && (name[end - 1] == '.' || char.IsWhiteSpace(name[end - 1]))) end--;
        return name[..end];
    }

    private static string Shorten(string name, int bytesMax)
    {
        if (Encoding.UTF8.GetByteCount(name) <= bytesMax) return name;
        var extension = ExtensionOf(name);
        return Cut(name[..^extension.Length], bytesMax - Encoding.UTF8.GetByteCount(extension)) + extension;
    }

    /// <summary>With its dot; empty when there is none.</summary>
    private static string ExtensionOf(string name)
    {
        var extension = ContentKinds.ExtensionOf(name);
        return extension.IsEmpty ? "" : name[^(extension.Length + 1)..];
    }

    private static string Cut(string text, int bytesMax)
    {
        var (characters, bytes) = (0, 0);
        foreach (var rune in text.EnumerateRunes())
        {
            bytes += rune.Utf8SequenceLength;
            if (bytes > bytesMax) break;
            characters += rune.Utf16SequenceLength;
        }
        return text[..characters];
    }

    /// <summary>Windows takes these for devices whatever extension follows.</summary>
    private static bool IsDevice(string name)
    {
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        var stem = (dot < 0 ? name : name[..dot]).Trim().ToUpperInvariant();
        if (stem.Length == 4 && (stem.StartsWith("COM", StringComparison.Ordinal) || stem.StartsWith("LPT", StringComparison.Ordinal)))
            return char.IsAsciiDigit(stem[3]) || stem[3] is '\u00B9' or '\u00B2' or '\u00B3';
        return Devices.Contains(stem);
    }
}
