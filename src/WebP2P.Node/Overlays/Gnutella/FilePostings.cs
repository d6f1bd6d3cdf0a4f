using WebP2P.Protocols.Content;
using WebP2P.Protocols.Overlays.Gnutella;
using WebP2P.Protocols.Search;

namespace WebP2P.Node.Overlays.Gnutella;

/// <summary>Files by the words of their names and by their hash, in the order in which they came. Its owner locks.</summary>
internal sealed class FilePostings
{
    /// <summary>Names that are read for one query; words alone never need it.</summary>
    public const int ReadMax = 10_000;

    /// <summary>Beginnings of words look at so many words.</summary>
    public const int BeginningsMax = 1_000;

    private static readonly List<int> Nothing = [];

    private readonly Dictionary<(string Folder, string Name, ContentId Content), int> places = [];
    private readonly Dictionary<string, List<int>> words = new(StringComparer.Ordinal);
    private readonly SortedSet<string> inOrder = new(StringComparer.Ordinal);
    private readonly Dictionary<ContentHash, List<int>> hashes = [];
    private readonly List<FoundFile?> files = [];

    public int Count => places.Count;

    /// <summary>Slots, those of removed files included.</summary>
    public int Slots => files.Count;

    /// <summary>The files from a place on, in order; false when there are no more. Files that went leave no gaps.</summary>
    public bool TakeSome(List<FoundFile> taken, ref int place, int placesMax)
    {
        taken.Clear();
        var end = Math.Min(files.Count, place + placesMax);
        if (place >= end) return false;
        for (; place < end; place++)
            if (files[place] is { } file) taken.Add(file);
        return true;
    }

    public void Add(FileEntry file)
    {
        var key = (file.Folder, file.Name, file.Content);
        if (!file.Complete || !places.TryAdd(key, files.Count)) return;
        foreach (var word in Tokenizer.Tokenize(file.Name).Distinct(StringComparer.Ordinal)) Post(word, files.Count);
        if (!hashes.TryGetValue(file.Content.Hash, out var same)) hashes.Add(file.Content.Hash, same = []);
        same.Add(files.Count);
        files.Add(new FoundFile(file.Content, file.Name, file.ModifiedUnixMs, true));
    }

    /// <summary>A word or hash that no file has any more goes at once; the places of a removed file in other lists are passed over.</summary>
    public void Remove(FileEntry file)
    {
        if (!places.Remove((file.Folder, file.Name, file.Content), out var place)) return;
        files[place] = null;
        foreach (var word in Tokenizer.Tokenize(file.Name).Distinct(StringComparer.Ordinal)) Unpost(word, place);
        if (hashes.TryGetValue(file.Content.Hash, out var same) && same.Remove(place) && same.Count == 0) hashes.Remove(file.Content.Hash);
    }

    /// <summary>Files that match, the first ones in order.</summary>
    /// <param name="total">How many match; of those whose names had to be read, as many as were read.</param>
    public IReadOnlyList<FoundFile> Match(Query query, int max, out int total)
    {
        var found = new List<FoundFile>();
        total = 0;
        var read = 0;
        var isByWordsAlone = IsByWordsAlone(query);
        foreach (var place in Candidates(query))
        {
            if (files[place] is not { } file) continue;
            if (!isByWordsAlone)
            {
                if (read++ >= ReadMax) break;
                if (!query.Matches(file.Name, file.Content)) continue;
            }
            total++;
            if (found.Count < max) found.Add(file);
        }
        return found;
    }

    private static bool IsByWordsAlone(Query query) =>
        query.Phrases.Count + query.Prefixes.Count + query.ExcludedWords.Count + query.ExcludedPhrases.Count + query.Extensions.Count + query.Kinds.Count == 0
        && query is { SizeRange: null, Size: null, Hash: null };

    /// <summary>Places in rising order that have every whole word; without whole words those of the hash, or of a beginning.</summary>
    private IEnumerable<int> Candidates(Query query)
    {
        if (query.Hash is { } hash) return hashes.GetValueOrDefault(hash, Nothing);
        var asked = query.Words.Concat(query.Phrases.SelectMany(phrase => phrase)).Distinct(StringComparer.Ordinal).Select(word => words.GetValueOrDefault(word, Nothing)).OrderBy(list => list.Count).ToList();
        if (asked.Count > 0) return asked[0].Where(place => asked.Skip(1).All(list => list.BinarySearch(place) >= 0));
        return query.Prefixes.Count == 0 ? [] : Beginning(query.Prefixes.MaxBy(prefix => prefix.Length)!);
    }

    private IEnumerable<int> Beginning(string prefix) =>
        inOrder.GetViewBetween(prefix, prefix + char.MaxValue).Take(BeginningsMax).SelectMany(word => words[word]).Take(ReadMax * 2).Distinct().Order();

    private void Post(string word, int place)
    {
        if (!words.TryGetValue(word, out var list))
        {
            words.Add(word, list = new List<int>(1));
            inOrder.Add(word);
        }
        list.Add(place);
    }

    private void Unpost(string word, int place)
    {
        if (!words.TryGetValue(word, out var list)) return;
        var at = list.BinarySearch(place);
        if (at >= 0) list.RemoveAt(at);
        if (list.Count > 0) return;
        words.Remove(word);
        inOrder.Remove(word);
    }
}
