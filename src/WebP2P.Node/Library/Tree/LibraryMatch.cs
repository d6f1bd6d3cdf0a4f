using WebP2P.Protocols.Content;
using WebP2P.Protocols.Search;

namespace WebP2P.Node.Library.Tree;

/// <summary>Whether a file of a library is an answer to a query inside it; the one who answers and the one who asked both check it.</summary>
internal static class LibraryMatch
{
    /// <summary>Words may be those of the folders too; extension and kind are the name's.</summary>
    public static bool Matches(Query query, string folder, string name, ContentHash? hash, long size)
    {
        // The name comes first, because only so many words of a text are looked at.
        var extension = ContentKinds.ExtensionOf(name);
        var text = extension.IsEmpty ? $"{name}/{folder}/" : $"{name}/{folder}/.{extension}";
        return query.Matches(text, new ContentId(hash ?? default, size));
    }
}
