using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;
using WebP2P.Node.Index.Memory;
using WebP2P.Node.Storage;
using WebP2P.Protocols.Content;
using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Overlays.Napster;
using WebP2P.Protocols.Search;

namespace WebP2P.Node.Index;

/// <summary>
/// The index of this node on disk; its database was prepared before the first question. One writer, a few readers whose connections stay open,
/// and a memory of who has what, which is read from the rows when the first question comes.
/// </summary>
/// <param name="mergedNamesMin">See <see cref="IndexMerging"/>.</param>
/// <param name="manyContents">With so many contents it pays to know how frequent each word is before a query is answered.</param>
internal sealed class SqliteIndexStore(DataFolder folder, int manyContents = SqliteIndexStore.ManyContents, int mergedNamesMin = SqliteIndexStore.MergedNamesMin) : IIndexStore, IDisposable
{
    private const int ReadersMax = 4;
    private const int ManyContents = 50_000, MergedNamesMin = 10_000;

    private readonly ConcurrentBag<IndexReader> idle = [];
    private readonly SemaphoreSlim reading = new(ReadersMax);
    private readonly Lock writing = new();
    private readonly Lock loading = new();
    private IndexMemory? memory;
    private IndexWriter? writer;
    private Task? learning;

    public RegisteredAnswer Registered(NodeId node) => Read(reader => reader.Registered(node));

    public BucketDigests Digests(NodeId node) => Read(reader => reader.Digests(node));

    public CommitAnswer Commit(NodeId node, RegisterBatch batch, long wallUnixMs) => Commit([new NodeBatch(node, batch)], wallUnixMs)[0];

    public IReadOnlyList<CommitAnswer> Commit(IReadOnlyList<NodeBatch> batches, long wallUnixMs)
    {
        lock (writing) return Writer().Commit(batches, wallUnixMs);
    }

    public FindAnswer Find(Query query, Presence presence, int contentsMax, long wallUnixMs)
    {
        var answer = Read(reader => reader.Find(query, presence, contentsMax, wallUnixMs));
        if (Memory().Vocabulary is null && Memory().ContentCount >= manyContents) LearnWords();
        if (answer.Hits.Count > 0) return answer;
        LoadVocabulary();
        return answer with { NearestWords = Read(reader => reader.NearestWords(query, presence)) };
    }

    public IReadOnlyList<string> Suggest(string text, Presence presence, int wordsMax)
    {
        if (SuggestPrefix.Of(text) is not { } prefix) return [];
        LoadVocabulary();
        return Read(reader => reader.Suggest(prefix, presence, wordsMax));
    }

    public IReadOnlyList<HitSource> Sources(ContentId content, Presence presence, int sourcesMax) => Read(reader => reader.Sources(content, presence, sourcesMax));

    public void Seen(IReadOnlyCollection<NodeId> nodes, long wallUnixMs)
    {
        lock (writing) Writer().Seen(nodes, wallUnixMs);
    }

    public int Forget(long seenBeforeUnixMs)
    {
        lock (writing) return Writer().Forget(seenBeforeUnixMs);
    }

    /// <summary>Whether there is a step of bringing together what many commits wrote, and none came since this was asked last.</summary>
    public bool IsMergeDue()
    {
        lock (writing) return writer is not null && writer.IsMergeDue();
    }

    /// <summary>One step, when <see cref="IsMergeDue"/>.</summary>
    public void Merge()
    {
        lock (writing) Writer().Merge();
    }

    public IndexTotals Totals() => Read(reader => reader.Totals());

    public IReadOnlyList<IndexedNode> Nodes(int nodesMax) => Read(reader => reader.Nodes(nodesMax));

    /// <inheritdoc />
    public void Dispose()
    {
        LearnedAsync().GetAwaiter().GetResult();
        lock (writing) writer?.Dispose();
        foreach (var reader in idle) reader.Dispose();
        reading.Dispose();
        memory?.Dispose();
    }

    private T Read<T>(Func<IndexReader, T> read)
    {
        reading.Wait();
        try
        {
            if (!idle.TryTake(out var reader)) reader = new IndexReader(folder.IndexDatabase, Memory());
            return Read(reader, read);
        }
        finally
        {
            reading.Release();
        }
    }

    /// <summary>A reader that failed is not used again: closing it ends whatever it was in.</summary>
    private T Read<T>(IndexReader reader, Func<IndexReader, T> read)
    {
        var isWell = false;
        try
        {
            var answer = read(reader);
            isWell = true;
            return answer;
        }
        finally
        {
            if (isWell) idle.Add(reader);
            else reader.Dispose();
        }
    }

    private IndexWriter Writer() => writer ??= new IndexWriter(folder.IndexDatabase, Memory(), mergedNamesMin);

    /// <summary>Ends when the words that a query asked to be learned are known, or cannot be.</summary>
    internal Task LearnedAsync() => Volatile.Read(ref learning) ?? Task.CompletedTask;

    /// <summary>Beside the queries, which do without until then.</summary>
    private void LearnWords()
    {
        lock (loading)
        {
            if (learning is null or { IsCompleted: true }) learning = Task.Run(TryLoadVocabulary);
        }
    }

    /// <summary>A query that needs the words meets the same error itself.</summary>
    private void TryLoadVocabulary()
    {
        try
        {
            LoadVocabulary();
        }
        catch (SqliteException)
        {
        }
    }

    /// <summary>Commits wait meanwhile, so that each is counted in what is read or by itself.</summary>
    private void LoadVocabulary()
    {
        if (Memory().Vocabulary is not null) return;
        lock (writing) Memory().Vocabulary ??= IndexLoading.LoadVocabulary(folder.IndexDatabase);
    }

    private IndexMemory Memory()
    {
        lock (loading) return memory ??= IndexLoading.Load(folder.IndexDatabase);
    }
}
