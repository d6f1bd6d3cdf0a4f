namespace WebP2P.Node.Index;

/// <summary>
/// The words of a name as 64 bits, three of them for each word (Bloom 1970): of names that lack a word, 19 in 20 are recognised by it without a look
/// at the full-text table, where a frequent word costs more than all the rest of a query.
/// </summary>
internal static class WordMarks
{
    private const ulong Offset = 14_695_981_039_346_656_037, Prime = 1_099_511_628_211;

    /// <summary>A name with all of these words has all of these bits. They are stored: another way of giving them needs a migration.</summary>
    public static ulong Of(IEnumerable<string> words)
    {
        var marks = 0UL;
        foreach (var word in words)
        {
            var hash = Hash(word);
            marks |= 1UL << (int)(hash >> 58) | 1UL << (int)(hash >> 52) | 1UL << (int)(hash >> 46);
        }
        return marks;
    }

    /// <summary>FNV-1a over UTF-16 units.</summary>
    private static ulong Hash(string word)
    {
        var hash = Offset;
        foreach (var unit in word) hash = (hash ^ unit) * Prime;
        return hash;
    }
}
