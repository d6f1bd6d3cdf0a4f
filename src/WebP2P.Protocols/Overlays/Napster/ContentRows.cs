using WebP2P.Protocols.Content;
using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Search;

namespace WebP2P.Protocols.Overlays.Napster;

/// <summary>Contents with the files that are them, found by the tokens of their names and by hash.</summary>
internal sealed class ContentRows
{
    private readonly Dictionary<ContentId, List<(NodeId Node, FileEntry File)>> rows = [];
    private readonly Dictionary<ContentHash, SortedSet<ContentId>> byHash = [];
    private readonly WordPostings byToken = new();

    public int Count => rows.Count;

    public bool Has(ContentId content, NodeId node) => rows.TryGetValue(content, out var files) && files.Exists(row => row.Node == node);

    public void Add(NodeId node, FileEntry file)
    {
        if (!rows.TryGetValue(file.Content, out var files))
        {
            rows.Add(file.Content, files = []);
            Post(file.Content);
        }
        files.Add((node, file));
        foreach (var token in Tokenizer.Tokenize(file.Name)) byToken.Post(token, file.Content);
    }

    public void Remove(NodeId node, FileEntry file)
    {
        var files = rows[file.Content];
        files.Remove((node, file));
        var left = files.SelectMany(row => Tokenizer.Tokenize(row.File.Name)).ToHashSet(StringComparer.Ordinal);
        foreach (var token in Tokenizer.Tokenize(file.Name).Where(token => !left.Contains(token))) byToken.Unpost(token, file.Content);
        if (files.Count > 0) return;
        rows.Remove(file.Content);
        Unpost(file.Content);
    }

    /// <summary>The words that are visible to one asker.</summary>
    public VisibleWords Words(Presence presence) =>
        new(byToken, (content, word) => presence.Shows(content) && rows[content].Exists(row => presence.Contains(row.Node) && Tokenizer.Tokenize(row.File.Name).Contains(word)));

    /// <summary>Contents that may answer: by hash, else by the rarest word, else by a beginning of a word, else all.</summary>
    public IEnumerable<ContentId> Candidates(Query query)
    {
        if (query.Hash is { } hash) return Posted(hash);
        var words = query.Words.Concat(query.Phrases.SelectMany(phrase => phrase)).ToList();
        if (words.Count > 0) return words.Select(byToken.Of).MinBy(found => found.Count)!;
        if (query.Prefixes.Count == 0) return rows.Keys;
        return byToken.BeginningWith(query.Prefixes[0]).SelectMany(byToken.Of).Distinct();
    }

    /// <summary>Null when no name of a node that is online matches.</summary>
    public Hit? Answer(Query query, ContentId content, Presence presence)
    {
        var names = rows[content]
            .Where(row => presence.Contains(row.Node))
            .Select(row => row.File.Name)
            .Distinct(StringComparer.Ordinal)
            .Where(name => query.Matches(name, content))
            .OrderByDescending(name => Ranking.Rank(query, [name], content, default).Total).ThenBy(name => name, StringComparer.Ordinal)
            .Take(Hit.NamesMax)
            .ToList();
        if (names.Count == 0) return null;
        var sources = Sources(content, presence).ToList();
        var modified = rows[content].Where(row => presence.Contains(row.Node)).Max(row => row.File.ModifiedUnixMs);
        return new Hit(content, names, [.. sources.Take(Hit.SourcesMax)], sources.Count) { ModifiedUnixMs = Math.Max(0, modified) };
    }

    /// <summary>Everybody online who has it under whatever name; whole ones first, then by id.</summary>
    public IEnumerable<HitSource> Sources(ContentId content, Presence presence) =>
        !rows.TryGetValue(content, out var files) ? [] : files
            .Where(row => presence.Contains(row.Node))
            .GroupBy(row => row.Node, (node, own) => new HitSource(node, own.Any(row => row.File.Complete)))
            .OrderByDescending(source => source.Complete).ThenBy(source => source.Node);

    private SortedSet<ContentId> Posted(ContentHash hash) => byHash.TryGetValue(hash, out var contents) ? contents : [];

    private void Post(ContentId content)
    {
        if (!byHash.TryGetValue(content.Hash, out var contents)) byHash.Add(content.Hash, contents = []);
        contents.Add(content);
    }

    private void Unpost(ContentId content)
    {
        var contents = Posted(content.Hash);
        contents.Remove(content);
        if (contents.Count == 0) byHash.Remove(content.Hash);
    }
}
