using System.Buffers;
using System.Numerics;
using WebP2P.Protocols.Content;
using WebP2P.Protocols.Search;

namespace WebP2P.Node.Index;

/// <summary>
/// Extension, kind and size as words that no name can have, so that the full-text table answers <c>ext:</c>, <c>kind:</c> and <c>size:</c> too.
/// Those of kind and size are shorter than any prefix that is indexed.
/// </summary>
internal static class IndexFilterWords
{
    /// <summary>Sizes below 512 bytes share one word.</summary>
    private const int SmallestBits = 8;

    private const string SizeLetters = "0123456789abcdefghijklmnopqrstuvwxyz";

    private static readonly SearchValues<char> Indexed = SearchValues.Create("0123456789abcdefghijklmnopqrstuvwxyz");

    /// <summary>Others than plain lower-case ones are compared by looking at the name.</summary>
    public static bool IsIndexed(ReadOnlySpan<char> extension) => !extension.IsEmpty && !extension.ContainsAnyExcept(Indexed);

    /// <summary>Whether a word of the full-text table, in UTF-8, is one of these.</summary>
    public static bool IsOne(ReadOnlySpan<byte> word) => !word.IsEmpty && word[0] is (byte)':' or (byte)';' or (byte)'=';

    public static string OfExtension(string extension) => $":{extension}";

    public static string OfKind(ContentKind kind) => $";{(char)('a' + (int)kind)}";

    /// <summary>One word for each doubling in the range.</summary>
    public static IEnumerable<string> OfSizes(SizeRange range)
    {
        for (var step = SizeStep(range.MinBytes); step <= SizeStep(range.MaxBytes); step++) yield return $"={SizeLetters[step]}";
    }

    /// <summary>All words of a name and its content's size.</summary>
    public static IEnumerable<string> Of(string name, long sizeBytes)
    {
        yield return OfKind(ContentKinds.FromName(name));
        yield return $"={SizeLetters[SizeStep(sizeBytes)]}";
        var extension = ContentKinds.ExtensionOf(name).ToString().ToLowerInvariant();
        if (IsIndexed(extension)) yield return OfExtension(extension);
    }

    private static int SizeStep(long sizeBytes) => Math.Clamp(BitOperations.Log2((ulong)Math.Max(1, sizeBytes)) - SmallestBits, 0, SizeLetters.Length - 1);
}
