using WebP2P.Protocols.Content;
using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Search;

namespace WebP2P.Protocols.Overlays.Napster;

/// <summary>The index in memory, for simulated networks and small roles: nothing outlives the process.</summary>
public sealed class MemoryIndexStore : IIndexStore
{
    private sealed class NodeRows
    {
        public UInt128 LibraryId { get; set; }

        public long Version { get; set; }

        public long SeenUnixMs { get; set; }

        public Dictionary<(string Folder, string Name), (FileEntry File, long Place)> Files { get; } = [];
    }

    private readonly Dictionary<NodeId, NodeRows> registered = [];
    private readonly ContentRows contents = new();

    public RegisteredAnswer Registered(NodeId node) =>
        registered.TryGetValue(node, out var rows) ? new RegisteredAnswer(rows.LibraryId, rows.Version, rows.Files.Count) : new RegisteredAnswer(0, 0, 0);

    public BucketDigests Digests(NodeId node)
    {
        if (!registered.TryGetValue(node, out var rows)) return BucketDigests.Empty;
        var sum = new BucketDigests.Sum();
        foreach (var (file, place) in rows.Files.Values) sum.Add(file, place);
        return sum.Digests();
    }

    public CommitAnswer Commit(NodeId node, RegisterBatch batch, long wallUnixMs) =>
        batch.Repair is null ? Follow(node, batch, wallUnixMs) : Repair(node, batch, batch.Repair, wallUnixMs);

    private CommitAnswer Follow(NodeId node, RegisterBatch batch, long wallUnixMs)
    {
        var known = registered.GetValueOrDefault(node);
        var isOther = known is null || known.LibraryId != batch.LibraryId;
        var version = isOther ? 0 : known!.Version;
        if (batch.FromVersion != version || batch.ToVersion <= version)
            return new CommitAnswer(batch.LibraryId, version, $"The batch begins at version {batch.FromVersion}, the index stands at {version}.", [], known?.Files.Count ?? 0);
        if (isOther)
        {
            Remove(node);
            registered.Add(node, known = new NodeRows { LibraryId = batch.LibraryId });
        }
        known!.Version = batch.ToVersion;
        return Change(node, known, batch, wallUnixMs);
    }

    private CommitAnswer Repair(NodeId node, RegisterBatch batch, BucketRepair repair, long wallUnixMs)
    {
        if (!registered.TryGetValue(node, out var known)) registered.Add(node, known = new NodeRows());
        var stays = batch.Changes.Select(change => (change.File.Folder, change.File.Name)).ToHashSet();
        List<FileChange> gone = [];
        foreach (var (file, place) in known.Files.Values)
        {
            if (!stays.Contains((file.Folder, file.Name)) && repair.Replaced.Any(span => span.Contains(place))) gone.Add(new FileChange(Removed: true, file));
        }
        (known.LibraryId, known.Version) = repair.Last ? (batch.LibraryId, batch.ToVersion) : (0, 0);
        return Change(node, known, batch with { Changes = [.. gone, .. batch.Changes] }, wallUnixMs);
    }

    private CommitAnswer Change(NodeId node, NodeRows known, RegisterBatch batch, long wallUnixMs)
    {
        var added = batch.Changes.Select(change => change.File.Content).Distinct().Where(content => !contents.Has(content, node)).ToList();
        foreach (var change in batch.Changes) Apply(node, known, change);
        known.SeenUnixMs = wallUnixMs;
        return new CommitAnswer(batch.LibraryId, batch.ToVersion, null, [.. added.Where(content => contents.Has(content, node))], known.Files.Count);
    }

    public FindAnswer Find(Query query, Presence presence, int contentsMax, long wallUnixMs)
    {
        var candidates = contents.Candidates(query).ToList();
        var found = candidates.Where(presence.Shows)
            .Select(content => contents.Answer(query, content, presence))
            .OfType<Hit>()
            .Select(hit => (Hit: hit, Ranking.Rank(query, hit.Names, hit.Content, hit.Standing(wallUnixMs)).Total))
            .OrderByDescending(ranked => ranked.Total).ThenBy(ranked => ranked.Hit.Content)
            .Select(ranked => ranked.Hit)
            .ToList();
        var facets = new FacetCounter();
        foreach (var hit in found) facets.Add(hit.Content, hit.Names[0]);
        return new FindAnswer([.. found.Take(contentsMax)], found.Count <= contentsMax)
        {
            Facets = facets.Count(),
            RowsLookedAt = candidates.Count,
            NearestWords = found.Count > 0 ? [] : NearWords.For(query, contents.Words(presence)),
        };
    }

    public IReadOnlyList<string> Suggest(string text, Presence presence, int wordsMax) => contents.Words(presence).Suggest(text, wordsMax);

    public IReadOnlyList<HitSource> Sources(ContentId content, Presence presence, int sourcesMax) =>
        presence.Shows(content) ? [.. contents.Sources(content, presence).Take(sourcesMax)] : [];

    public void Seen(IReadOnlyCollection<NodeId> nodes, long wallUnixMs)
    {
        foreach (var node in nodes)
        {
            if (registered.TryGetValue(node, out var rows)) rows.SeenUnixMs = Math.Max(rows.SeenUnixMs, wallUnixMs);
        }
    }

    public int Forget(long seenBeforeUnixMs)
    {
        var forgotten = registered.Where(node => node.Value.SeenUnixMs < seenBeforeUnixMs).Select(node => node.Key).ToList();
        foreach (var node in forgotten) Remove(node);
        return forgotten.Count;
    }

    public IndexTotals Totals() => new(registered.Count, registered.Values.Sum(rows => (long)rows.Files.Count), contents.Count);

    public IReadOnlyList<IndexedNode> Nodes(int nodesMax) =>
        [.. registered.Select(node => new IndexedNode(node.Key, node.Value.LibraryId, node.Value.Version, node.Value.Files.Count, node.Value.SeenUnixMs))
            .OrderByDescending(node => node.SeenUnixMs).ThenBy(node => node.Node).Take(nodesMax)];

    private void Apply(NodeId node, NodeRows rows, FileChange change)
    {
        if (rows.Files.Remove((change.File.Folder, change.File.Name), out var old)) contents.Remove(node, old.File);
        if (change.Removed) return;
        rows.Files.Add((change.File.Folder, change.File.Name), (change.File, FilePlace.Of(change.File.Folder, change.File.Name)));
        contents.Add(node, change.File);
    }

    private void Remove(NodeId node)
    {
        if (!registered.Remove(node, out var rows)) return;
        foreach (var (file, _) in rows.Files.Values) contents.Remove(node, file);
    }
}
