using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace WebP2P.Node.Library.Tree;

/// <summary>Where a page of a folder ended: behind one of its folders, or behind one of its files.</summary>
internal readonly record struct TreeCursor(bool IsFile, string Name, long Id)
{
    /// <summary>A cursor that was not made here begins at the start.</summary>
    public static TreeCursor? Parse(string? text)
    {
        if (text is null || !Base64Url.IsValid(text)) return null;
        var parts = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text)).Split('\0');
        if (parts.Length != 3 || parts[0] is not ("d" or "f") || !long.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out var id)) return null;
        return new TreeCursor(parts[0] == "f", parts[1], id);
    }

    /// <inheritdoc />
    public override string ToString() =>
        Base64Url.EncodeToString(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{(IsFile ? 'f' : 'd')}\0{Name}\0{Id}")));
}
