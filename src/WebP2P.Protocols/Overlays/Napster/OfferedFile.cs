using System.Text;
using WebP2P.Protocols.Content;
using WebP2P.Protocols.Search;

namespace WebP2P.Protocols.Overlays.Napster;

/// <summary>What a node may say of a file. Nodes keep to it when they register, index servers take nothing else.</summary>
public static class OfferedFile
{
    /// <summary>Why this file cannot be registered; null when it can.</summary>
    public static OfferProblem? Problem(FileEntry file)
    {
        if (!ContentId.IsSize(file.Content.SizeBytes)) return OfferProblem.Size;
        return IsName(file.Name) && IsFolder(file.Folder) ? null : OfferProblem.Name;
    }

    public static bool IsName(string name) =>
        name is not ("" or "." or "..") && !name.Contains('/') && IsText(name, IndexServerOptions.NameBytesMax);

    /// <summary>Share and folders inside it, joined by '/'; empty for none. Never a path of somebody's computer, nor a way out of the share.</summary>
    public static bool IsFolder(string folder) =>
        folder.Length == 0 || (IsText(folder, IndexServerOptions.FolderBytesMax) && !IsLocal(folder) && folder.Split('/').All(part => part is not ("" or "." or "..")));

    /// <summary>A drive, a network path or somebody's home.</summary>
    private static bool IsLocal(string folder) =>
        folder[0] == '\\' || folder == "~" || folder.StartsWith("~/", StringComparison.Ordinal) || (folder.Length > 1 && folder[1] == ':' && char.IsAsciiLetter(folder[0]) && (folder.Length == 2 || folder[2] is '/' or '\\'));

    /// <summary>Text that means the same everywhere: no zero, no half of a character.</summary>
    private static bool IsText(string text, int bytesMax)
    {
        if (text.Length > bytesMax || text.Contains('\0')) return false;
        for (var at = 0; at < text.Length; at++)
        {
            if (!char.IsSurrogate(text[at])) continue;
            if (!char.IsHighSurrogate(text[at]) || at + 1 == text.Length || !char.IsLowSurrogate(text[at + 1])) return false;
            at++;
        }
        return Encoding.UTF8.GetByteCount(text) <= bytesMax;
    }
}

public enum OfferProblem { Name, Size }
