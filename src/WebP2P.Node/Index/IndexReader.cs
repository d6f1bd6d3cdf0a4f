using System.Globalization;
using Microsoft.Data.Sqlite;
using WebP2P.Node.Storage;
using WebP2P.Protocols;
using WebP2P.Protocols.Content;
using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Overlays.Napster;
using WebP2P.Protocols.Search;

namespace WebP2P.Node.Index;

/// <summary>Answers questions from <c>index.db</c>; several at once, each on its own connection.</summary>
internal sealed class IndexReader(string path)
{
    /// <summary>Names that are ranked; more make the answer incomplete.</summary>
    public const int CandidatesMax = 2_000;

    /// <summary>Rows that are compared with what a word index cannot answer.</summary>
    private const int RowsMax = 20_000;

    private const string Columns = "SELECT Names.Id, Names.ContentId, Names.Name, Contents.Hash, Contents.Size ";

    /// <summary>See <see cref="IIndexStore.Find"/>.</summary>
    public FindAnswer Find(Query query, Presence presence, int contentsMax, long wallUnixMs)
    {
        using var connection = SqliteSetup.Open(path);
        using var transaction = connection.BeginTransaction(deferred: true);
        var candidates = Candidates(connection, transaction, query, out var isCut);
        var rowsLookedAt = candidates.Count;
        candidates.RemoveAll(candidate => !presence.Shows(candidate.Content));
        var sources = Sources(connection, transaction, candidates);
        var hits = candidates.GroupBy(candidate => candidate.ContentId)
            .Select(names => IndexRanking.Answer(query, [.. names], sources.GetValueOrDefault(names.Key) ?? [], presence))
            .OfType<Hit>();
        var best = IndexRanking.Best(query, hits, contentsMax + 1, wallUnixMs);
        return new FindAnswer([.. best.Take(contentsMax)], !isCut && best.Count <= contentsMax) { RowsLookedAt = rowsLookedAt };
    }

    /// <summary>See <see cref="IIndexStore.Sources"/>.</summary>
    public IReadOnlyList<HitSource> Sources(ContentId content, Presence presence, int sourcesMax)
    {
        if (!presence.Shows(content)) return [];
        using var connection = SqliteSetup.Open(path);
        using var command = new PreparedCommand(connection, "SELECT Nodes.NodeId, MAX(Files.Complete) FROM Contents JOIN Files ON Files.ContentId = Contents.Id JOIN Nodes ON Nodes.Id = Files.NodeId WHERE Contents.Hash = $0 AND Contents.Size = $1 GROUP BY Nodes.Id", 2);
        List<HitSource> sources = [];
        using var reader = command.Read(content.Hash.Value.ToArray(), content.SizeBytes);
        while (reader.Read()) sources.Add(new HitSource(new NodeId(new Bytes32(reader.GetFieldValue<byte[]>(0))), reader.GetBoolean(1)));
        return [.. IndexRanking.InOrder(sources.Where(source => presence.Contains(source.Node))).Take(sourcesMax)];
    }

    /// <summary>See <see cref="IIndexStore.Registered"/>.</summary>
    public RegisteredAnswer Registered(NodeId node)
    {
        using var connection = SqliteSetup.Open(path);
        using var command = new PreparedCommand(connection, "SELECT LibraryId, Version, Files FROM Nodes WHERE NodeId = $0", 1);
        using var reader = command.Read(node.Value.ToArray());
        if (!reader.Read()) return new RegisteredAnswer(0, 0, 0);
        return new RegisteredAnswer(System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(reader.GetFieldValue<byte[]>(0)), reader.GetInt64(1), reader.GetInt32(2));
    }

    /// <summary>See <see cref="IIndexStore.Totals"/>.</summary>
    public IndexTotals Totals()
    {
        using var connection = SqliteSetup.Open(path);
        using var command = new PreparedCommand(connection, "SELECT (SELECT COUNT(*) FROM Nodes), (SELECT COALESCE(SUM(Files), 0) FROM Nodes), (SELECT COUNT(*) FROM Contents)", 0);
        using var reader = command.Read();
        reader.Read();
        return new IndexTotals(reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2));
    }

    /// <summary>See <see cref="IIndexStore.Nodes"/>.</summary>
    public IReadOnlyList<IndexedNode> Nodes(int nodesMax)
    {
        using var connection = SqliteSetup.Open(path);
        using var command = new PreparedCommand(connection, "SELECT NodeId, LibraryId, Version, Files, SeenUnixMs FROM Nodes ORDER BY SeenUnixMs DESC, NodeId LIMIT $0", 1);
        List<IndexedNode> nodes = [];
        using var reader = command.Read(nodesMax);
        while (reader.Read())
        {
            var libraryId = System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(reader.GetFieldValue<byte[]>(1));
            nodes.Add(new IndexedNode(new NodeId(new Bytes32(reader.GetFieldValue<byte[]>(0))), libraryId, reader.GetInt64(2), reader.GetInt32(3), reader.GetInt64(4)));
        }
        return nodes;
    }

    /// <summary>Names that match, found by hash, by the words of the full-text table, or else by looking at rows one after another.</summary>
    private static List<IndexCandidate> Candidates(SqliteConnection connection, SqliteTransaction transaction, Query query, out bool isCut)
    {
        using var command = connection.CreateCommand();
        command.Transaction = transaction;
        if (query.Hash is { } hash)
        {
            command.CommandText = Columns + "FROM Contents JOIN Names ON Names.ContentId = Contents.Id WHERE Contents.Hash = $asked";
            command.Parameters.AddWithValue("$asked", hash.Value.ToArray());
        }
        else if (Words(query) is { Length: > 0 } words)
        {
            command.CommandText = Columns + "FROM NameTokens JOIN Names ON Names.Id = NameTokens.rowid JOIN Contents ON Contents.Id = Names.ContentId WHERE NameTokens MATCH $asked";
            command.Parameters.AddWithValue("$asked", words);
        }
        else
        {
            command.CommandText = Columns + "FROM Names JOIN Contents ON Contents.Id = Names.ContentId ORDER BY Names.Id";
        }
        return Matching(command, query, out isCut);
    }

    private static List<IndexCandidate> Matching(SqliteCommand command, Query query, out bool isCut)
    {
        List<IndexCandidate> matching = [];
        isCut = false;
        using var reader = command.ExecuteReader();
        for (var rows = 0; reader.Read(); rows++)
        {
            isCut = matching.Count == CandidatesMax || rows == RowsMax;
            if (isCut) break;
            var content = new ContentId(new ContentHash(new Bytes32(reader.GetFieldValue<byte[]>(3))), reader.GetInt64(4));
            var name = reader.GetString(2);
            if (query.Matches(name, content)) matching.Add(new IndexCandidate(reader.GetInt64(0), reader.GetInt64(1), name, content));
        }
        return matching;
    }

    /// <summary>Tokens hold letters and digits only, so that a quoted one can hold no operator.</summary>
    private static string Words(Query query) => string.Join(" AND ",
        query.Words.Concat(query.Phrases.SelectMany(phrase => phrase)).Distinct(StringComparer.Ordinal).Select(word => $"\"{word}\"")
            .Concat(query.Prefixes.Select(prefix => $"\"{prefix}\"*")));

    private static Dictionary<long, List<IndexSource>> Sources(SqliteConnection connection, SqliteTransaction transaction, List<IndexCandidate> candidates)
    {
        Dictionary<long, List<IndexSource>> sources = [];
        using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = "SELECT Files.ContentId, Files.NameId, Files.Complete, Nodes.NodeId, Files.ModifiedUnixMs FROM json_each($ids) AS Asked JOIN Files ON Files.ContentId = Asked.value JOIN Nodes ON Nodes.Id = Files.NodeId";
        var ids = candidates.Select(candidate => candidate.ContentId).Distinct().Select(id => id.ToString(CultureInfo.InvariantCulture));
        command.Parameters.AddWithValue("$ids", $"[{string.Join(',', ids)}]");
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            var source = new IndexSource(reader.GetInt64(1), new HitSource(new NodeId(new Bytes32(reader.GetFieldValue<byte[]>(3))), reader.GetBoolean(2)), reader.GetInt64(4));
            if (sources.TryGetValue(reader.GetInt64(0), out var known)) known.Add(source);
            else sources.Add(reader.GetInt64(0), [source]);
        }
        return sources;
    }
}
