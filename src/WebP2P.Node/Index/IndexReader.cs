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
    /// <summary>Names that are fetched and ranked, when there are so many.</summary>
    private const int NamesMin = 100;

    private const int NamesPerContentMax = 4;

    /// <summary>Names that are looked at to find one that may be shown; a word of others only counts as nobody's.</summary>
    private const int VisibleRowsMax = 2_000;

    private readonly NodeMarks marks = new();
    private readonly IndexMemory memory;
    private readonly OnlineNodes online;
    private readonly IndexCandidates candidates;
    private readonly SqliteConnection connection;
    private readonly SqliteStatement begin, end, matching, named, ofHash, ofContent, registered, totals, nodes;
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
        named = Prepare("SELECT Names.ContentId, Names.Name, Contents.Hash, Contents.Size FROM Names JOIN Contents ON Contents.Id = Names.ContentId WHERE Names.Id = ?1");
        ofHash = Prepare("SELECT Names.Id FROM Contents JOIN Names ON Names.ContentId = Contents.Id WHERE Contents.HashKey = ?1 ORDER BY Names.Id");
        ofContent = Prepare("SELECT Id, Hash FROM Contents WHERE HashKey = ?1 AND Size = ?2");
        registered = Prepare("SELECT LibraryId, Version, Files FROM Nodes WHERE NodeId = ?1");
        totals = Prepare("SELECT COUNT(*), COALESCE(SUM(Files), 0), (SELECT COUNT(*) FROM Contents) FROM Nodes");
        digests = new IndexDigests(connection);
        nodes = Prepare("SELECT NodeId, LibraryId, Version, Files, SeenUnixMs FROM Nodes ORDER BY SeenUnixMs DESC, NodeId LIMIT ?1");
    }

    /// <summary>See <see cref="IIndexStore.Find"/>.</summary>
    public FindAnswer Find(Query query, Presence presence, int contentsMax, long wallUnixMs) => Read(() =>
    {
        var present = online.Of(presence);
        candidates.Begin(query, present, wallUnixMs, namesWanted: contentsMax + contentsMax / 4);
        var isCut = LookAt(query);
        candidates.Sort();
        var answer = new IndexAnswer(query, memory, present);
        isCut |= Fetch(answer, presence, contentsMax);
        var hits = answer.Best(contentsMax, out var isShortened);
        return new FindAnswer(hits, !isCut && !isShortened) { RowsLookedAt = candidates.RowsLookedAt, Facets = answer.Facets() };
    });

    /// <summary>The words most like those of a query that finds nothing; the vocabulary is there.</summary>
    public IReadOnlyList<string> NearestWords(Query query, Presence presence) => Read(() => NearWords.For(query, Words(presence)));

    /// <summary>See <see cref="IIndexStore.Suggest"/>; the vocabulary is there.</summary>
    public IReadOnlyList<string> Suggest(string prefix, Presence presence, int wordsMax) => Read(() => Words(presence).Suggest(prefix, wordsMax));

    /// <summary>See <see cref="IIndexStore.Sources"/>.</summary>
    public IReadOnlyList<HitSource> Sources(ContentId content, Presence presence, int sourcesMax) => Read(() =>
    {
        var sources = new SourceList(memory.Nodes);
        if (presence.Shows(content) && Number(content) is > 0 and var number) memory.Collect(number, online.Of(presence), sources);
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
        var answer = new IndexTotals(totals.Integer(0), totals.Integer(1), totals.Integer(2));
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
        foreach (var statement in new[] { begin, end, matching, named, ofHash, ofContent, registered, totals, nodes }) statement.Dispose();
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

    /// <returns>Whether a limit ended it.</returns>
    private bool LookAt(Query query)
    {
        var rows = query.Hash is { } hash ? ofHash.Bind(1, RowKeys.OfContent(hash)) : matching.Bind(1, IndexQueryText.Write(query));
        while (rows.Step())
        {
            if (candidates.TryLookAt(rows.Integer(0))) continue;
            rows.Reset();
            return true;
        }
        return false;
    }

    /// <returns>Whether a limit ended it.</returns>
    private bool Fetch(IndexAnswer answer, Presence presence, int contentsMax)
    {
        var namesMin = Math.Max(NamesMin, contentsMax + contentsMax / 4);
        for (var place = 0; place < candidates.Count; place++)
        {
            // Contents with very many names must not leave the answer short of others.
            var isEnough = answer.Names >= namesMin && (answer.Contents >= contentsMax || answer.Names >= namesMin * NamesPerContentMax);
            if (isEnough || (place >= namesMin && candidates.IsLate)) return true;
            named.Bind(1, candidates[place]);
            if (!named.Step()) continue;
            var content = new ContentId(new ContentHash(new Bytes32(named.Bytes(2))), named.Integer(3));
            if (presence.Shows(content)) answer.Add((int)named.Integer(0), named.Text(1), content, candidates.StandingPointsAt(place));
            named.Reset();
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
            if (presence.Blocks.ShowsAll || IsShown(matching.Integer(0), presence))
            {
                matching.Reset();
                return true;
            }
        }
        matching.Reset();
        return false;
    }

    private bool IsShown(long nameId, Presence presence)
    {
        named.Bind(1, nameId);
        if (!named.Step()) return false;
        var isShown = presence.Shows(new ContentId(new ContentHash(new Bytes32(named.Bytes(2))), named.Integer(3)));
        named.Reset();
        return isShown;
    }

    private int Number(ContentId content)
    {
        var number = 0;
        ofContent.Bind(1, RowKeys.OfContent(content.Hash)).Bind(2, content.SizeBytes);
        while (ofContent.Step())
            if (new Bytes32(ofContent.Bytes(1)) == content.Hash.Value) number = (int)ofContent.Integer(0);
        return number;
    }
}
