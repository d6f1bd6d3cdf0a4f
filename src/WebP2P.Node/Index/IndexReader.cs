using System.Buffers.Binary;
using Microsoft.Data.Sqlite;
using WebP2P.Node.Index.Memory;
using WebP2P.Node.Storage;
using WebP2P.Protocols;
using WebP2P.Protocols.Content;
using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Overlays.Napster;
using WebP2P.Protocols.Search;

namespace WebP2P.Node.Index;

/// <summary>One connection that answers questions from <c>index.db</c>, one at a time.</summary>
internal sealed class IndexReader : IDisposable
{
    /// <summary>Names that are looked at to find one that may be shown; a word of others only counts as nobody's.</summary>
    private const int VisibleRowsMax = 2_000;

    private readonly NodeMarks marks = new();
    private readonly long[] looked = new long[IndexCandidates.RowsPerLook];
    private readonly IndexMemory memory;
    private readonly OnlineNodes online;
    private readonly IndexCandidates candidates;
    private readonly SqliteConnection connection;
    private readonly SqliteStatement begin, end, matching, ofHash, ofContent, registered, totals, nodes;
    private readonly IndexDigests digests;

    public IndexReader(string path, IndexMemory memory)
    {
        this.memory = memory;
        online = new OnlineNodes(memory.Nodes);
        candidates = new IndexCandidates(memory);
        connection = IndexConnections.OpenReader(path);
        SqliteStatement Prepare(string sql) => new(connection, sql);
        (begin, end) = (Prepare("BEGIN"), Prepare("COMMIT"));
        matching = Prepare("SELECT rowid FROM NameTokens WHERE NameTokens MATCH ?1 ORDER BY rowid");
        ofHash = Prepare("SELECT Id FROM Names WHERE HashKey = ?1 ORDER BY Id");
        ofContent = Prepare(IndexNames.OfContent);
        registered = Prepare("SELECT LibraryId, Version, Files FROM Nodes WHERE NodeId = ?1");
        totals = Prepare("SELECT COUNT(*), COALESCE(SUM(Files), 0), 0 FROM Nodes");
        digests = new IndexDigests(connection);
        nodes = Prepare("SELECT NodeId, LibraryId, Version, Files, SeenUnixMs FROM Nodes ORDER BY SeenUnixMs DESC, NodeId LIMIT ?1");
    }

    /// <summary>See <see cref="IIndexStore.Find"/>.</summary>
    public FindAnswer Find(Query query, Presence presence, int contentsMax, long wallUnixMs) => Read(() =>
    {
        var search = new IndexSearch(query, presence, online.Of(presence), contentsMax, wallUnixMs, Rarest(query));
        var answer = Find(search, rowsBefore: 0);
        // One word is not enough when names that lack others took the room.
        var isWhole = search.OnlyWord is null || answer.Complete || answer.Hits.Count >= contentsMax;
        return isWhole ? answer : Find(search with { OnlyWord = null }, answer.RowsLookedAt);
    });

    /// <summary>The words most like those of a query that finds nothing; the vocabulary is there.</summary>
    public IReadOnlyList<string> NearestWords(Query query, Presence presence) => Read(() => NearWords.For(query, Words(presence)));

    /// <summary>See <see cref="IIndexStore.Suggest"/>; the vocabulary is there.</summary>
    public IReadOnlyList<string> Suggest(string prefix, Presence presence, int wordsMax) => Read(() => Words(presence).Suggest(prefix, wordsMax));

    /// <summary>See <see cref="IIndexStore.Sources"/>.</summary>
    public IReadOnlyList<HitSource> Sources(ContentId content, Presence presence, int sourcesMax) => Read(() =>
    {
        var sources = new SourceList(memory.Nodes);
        if (presence.Shows(content) && IndexNames.Find(ofContent, content, RowKeys.OfContent(content.Hash)) is > 0 and var number) memory.Collect(number, online.Of(presence), sources);
        return sources.First(sourcesMax);
    });

    /// <summary>See <see cref="IIndexStore.Registered"/>.</summary>
    public RegisteredAnswer Registered(NodeId node)
    {
        registered.Bind(1, node.Value.ToArray());
        if (!registered.Step()) return new RegisteredAnswer(0, 0, 0);
        var answer = new RegisteredAnswer(BinaryPrimitives.ReadUInt128BigEndian(registered.Bytes(0)), registered.Integer(1), (int)registered.Integer(2));
        registered.Reset();
        return answer;
    }

    /// <summary>See <see cref="IIndexStore.Digests"/>.</summary>
    public BucketDigests Digests(NodeId node) => digests.Of(node);

    /// <summary>See <see cref="IIndexStore.Totals"/>.</summary>
    public IndexTotals Totals()
    {
        totals.Step();
        var answer = new IndexTotals(totals.Integer(0), totals.Integer(1), memory.ContentCount);
        totals.Reset();
        return answer;
    }

    /// <summary>See <see cref="IIndexStore.Nodes"/>.</summary>
    public IReadOnlyList<IndexedNode> Nodes(int nodesMax)
    {
        List<IndexedNode> all = [];
        nodes.Bind(1, nodesMax);
        while (nodes.Step())
            all.Add(new IndexedNode(new NodeId(new Bytes32(nodes.Bytes(0))), BinaryPrimitives.ReadUInt128BigEndian(nodes.Bytes(1)), nodes.Integer(2), (int)nodes.Integer(3), nodes.Integer(4)));
        return all;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var statement in new[] { begin, end, matching, ofHash, ofContent, registered, totals, nodes }) statement.Dispose();
        digests.Dispose();
        connection.Dispose();
    }

    /// <summary>What the memory says and what the rows say belong together while the gate is held.</summary>
    private T Read<T>(Func<T> read)
    {
        memory.Gate.EnterReadLock();
        try
        {
            begin.Run();
            var answer = read();
            end.Run();
            return answer;
        }
        finally
        {
            memory.Gate.ExitReadLock();
        }
    }

    private FindAnswer Find(IndexSearch search, long rowsBefore)
    {
        candidates.Begin(search);
        var isCut = LookAt(search);
        candidates.Sort();
        var answer = new IndexAnswer(search, memory);
        if (!candidates.IsPoor) isCut |= Rank(answer, search);
        var hits = answer.Best(search.ContentsMax, out var isShortened);
        return new FindAnswer(hits, !isCut && !isShortened) { RowsLookedAt = rowsBefore + candidates.RowsLookedAt, Facets = answer.Facets() };
    }

    /// <summary>The word that the fewest names have, when there are several and it is known how many have each.</summary>
    private string? Rarest(Query query) =>
        query.Words.Count > 1 && query.Hash is null && memory.Vocabulary is { } vocabulary ? query.Words.MinBy(vocabulary.Names) : null;

    /// <returns>Whether a limit ended it.</returns>
    private bool LookAt(IndexSearch search)
    {
        var rows = search.Query.Hash is { } hash ? ofHash.Bind(1, RowKeys.OfContent(hash)) : matching.Bind(1, IndexQueryText.Write(search.Query, search.OnlyWord));
        var count = 0;
        while (rows.Step())
        {
            if (count == looked.Length)
            {
                if (!candidates.TryTake(looked) || candidates.IsEnough(rows.Integer(0)))
                {
                    rows.Reset();
                    return true;
                }
                count = 0;
            }
            looked[count++] = rows.Integer(0);
        }
        return !candidates.TryTake(looked.AsSpan(0, count));
    }

    /// <returns>Whether a limit ended it.</returns>
    private bool Rank(IndexAnswer answer, IndexSearch search)
    {
        for (var place = 0; place < candidates.Count; place++)
        {
            if (answer.IsEnough(candidates.KnownPointsAt(place)) || (place >= search.NamesMin && candidates.IsLate)) return true;
            answer.Add(IndexNameId.NumberOf(candidates[place]), candidates.StandingPointsAt(place));
        }
        return false;
    }

    private IndexWords Words(Presence presence)
    {
        var present = online.Of(presence);
        return new IndexWords(memory.Vocabulary!, word => IsVisible(word, presence, present));
    }

    /// <summary>Whether one of the first names with the word may be shown.</summary>
    private bool IsVisible(string word, Presence presence, NodeSet present)
    {
        matching.Bind(1, IndexQueryText.Of(word));
        for (var rows = 0; rows < VisibleRowsMax && matching.Step(); rows++)
        {
            if (!memory.IsPresent(IndexNameId.NumberOf(matching.Integer(0)), present, marks, out _, out _)) continue;
            if (presence.Blocks.ShowsAll || presence.Shows(memory.IdOf(memory.ContentOf(IndexNameId.NumberOf(matching.Integer(0))))))
            {
                matching.Reset();
                return true;
            }
        }
        matching.Reset();
        return false;
    }
}
