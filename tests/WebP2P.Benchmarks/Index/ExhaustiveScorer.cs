using WebP2P.Protocols.Content;
using WebP2P.Protocols.Overlays.Napster;
using WebP2P.Protocols.Search;

namespace WebP2P.Benchmarks.Index;

/// <summary>Scores every name that matches by the same ranking, however many there are.</summary>
internal sealed class ExhaustiveScorer
{
    private readonly PeerFiles files;
    private readonly long wallUnixMs;
    private readonly Dictionary<string, List<int>> postings = new(StringComparer.Ordinal);
    private readonly string[] words;
    private readonly Dictionary<string, int> numbers = new(StringComparer.Ordinal);
    private readonly bool[] isVisible;
    private readonly Dictionary<ContentId, Standing> standings = [];

    public ExhaustiveScorer(PeerFiles files, Presence presence, long wallUnixMs)
    {
        (this.files, this.wallUnixMs) = (files, wallUnixMs);
        for (var at = 0; at < files.Names.Count; at++)
        {
            numbers.Add(files.Names[at], at);
            foreach (var word in Tokenizer.Tokenize(files.Names[at]).Distinct()) Post(word, at);
        }
        words = [.. postings.Keys.Order(StringComparer.Ordinal)];
        isVisible = new bool[files.Names.Count];
        for (var peer = 0; peer < files.Peers.Count; peer++)
            if (presence.Contains(files.Peers[peer])) See(peer);
    }

    /// <summary>Contents with their scores, best first, at least <paramref name="count"/> and all that have the last one's score.</summary>
    public List<(ContentId Content, int Score)> Best(Query query, int count)
    {
        var scores = new Dictionary<ContentId, int>();
        foreach (var at in Candidates(query))
        {
            if (!isVisible[at] || !Ranking.TryRankName(query, files.Names[at], files.Contents[at], out var points)) continue;
            scores[files.Contents[at]] = Math.Max(points, scores.GetValueOrDefault(files.Contents[at]));
        }
        var ordered = scores.Select(one => (Content: one.Key, Score: one.Value + Ranking.StandingPoints(standings[one.Key])))
            .OrderByDescending(one => one.Score).ThenBy(one => one.Content).ToList();
        var last = ordered.Count > count ? ordered[count - 1].Score : 0;
        return [.. ordered.TakeWhile((one, place) => place < count || one.Score == last)];
    }

    private void Post(string word, int at)
    {
        if (!postings.TryGetValue(word, out var list)) postings.Add(word, list = []);
        list.Add(at);
    }

    private void See(int peer)
    {
        foreach (var group in files.Files[peer].GroupBy(file => file.Content))
        {
            var known = standings.GetValueOrDefault(group.Key);
            standings[group.Key] = new Standing(known.SourcesOnline + 1, Math.Max(known.ModifiedUnixMs, group.Max(file => file.ModifiedUnixMs)), wallUnixMs);
        }
        foreach (var file in files.Files[peer]) isVisible[numbers[file.Name]] = true;
    }

    private IEnumerable<int> Candidates(Query query)
    {
        if (query.Words.Count > 0) return query.Words.Select(word => postings.GetValueOrDefault(word, [])).MinBy(list => list.Count)!;
        var first = Array.BinarySearch(words, query.Prefixes[0], StringComparer.Ordinal);
        HashSet<int> found = [];
        for (var at = first < 0 ? ~first : first; at < words.Length && words[at].StartsWith(query.Prefixes[0], StringComparison.Ordinal); at++) found.UnionWith(postings[words[at]]);
        return found;
    }
}
