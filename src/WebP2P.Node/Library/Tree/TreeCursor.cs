using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace WebP2P.Node.Library.Tree;

/// <summary>Where a page ended: behind a folder, or behind a file (of a folder, when files of many are listed).</summary>
internal readonly record struct TreeCursor(bool IsFile, string Folder, string Name, long Id)
{
    /// <summary>A cursor that was not made here begins at the start.</summary>
    public static TreeCursor? Parse(string? text)
    {
        if (text is null || !Base64Url.IsValid(text)) return null;
        var parts = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text)).Split('\0');
        if (parts.Length != 4 || parts[0] is not ("d" or "f") || !long.TryParse(parts[3], NumberStyles.None, CultureInfo.InvariantCulture, out var id)) return null;
        return new TreeCursor(parts[0] == "f", parts[1], parts[2], id);
    }

    /// <inheritdoc />
    public override string ToString() =>
        Base64Url.EncodeToString(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{(IsFile ? 'f' : 'd')}\0{Folder}\0{Name}\0{Id}")));
}
