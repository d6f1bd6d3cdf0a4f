using System.Text;
using WebP2P.Node.Index.Memory;
using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Search;

namespace WebP2P.Node.Index;

/// <summary>
/// What one transaction has changed so far, in terms of <see cref="IndexMemory"/>: counts as they would be, and what to do to the memory once
/// the transaction is safe. Names and contents without files stay until its end, because the next change may want them again.
/// </summary>
internal sealed class IndexChanges(IndexMemory memory)
{
    /// <summary>A name that this transaction made.</summary>
    public sealed record NewName(int Content, FileEntry File, IReadOnlyList<string> Words);

    private readonly record struct Change(bool Removed, int Name, int Content, SourceEntry File);

    private readonly record struct NodeChange(int Number, NodeId? Node);

    private readonly List<Change> changes = [];
    private readonly List<NodeChange> nodes = [];
    private readonly Dictionary<long, int> filesOfNames = [];
    private readonly Dictionary<(int Content, int Node), int> filesOfNodes = [];
    private readonly Dictionary<long, NewName> newNames = [];
    private readonly List<int> newContents = [];
    private readonly Dictionary<string, int>? words = memory.Vocabulary is null ? null : new(StringComparer.Ordinal);

    /// <summary>Names of this transaction, each with the files it has now.</summary>
    public IReadOnlyDictionary<long, int> FilesOfNames => filesOfNames;

    public IReadOnlyDictionary<long, NewName> NewNames => newNames;

    public int TakeContent()
    {
        var number = memory.FreeContents.Take();
        newContents.Add(number);
        return number;
    }

    public (long NameId, NewName Made) TakeName(int content, FileEntry file)
    {
        var nameId = IndexNameId.Of(file.Name, memory.FreeNames.Take());
        var made = new NewName(content, file, Tokenizer.Tokenize(file.Name));
        newNames.Add(nameId, made);
        filesOfNames.Add(nameId, 0);
        return (nameId, made);
    }

    public int ContentOf(long nameId) =>
        newNames.TryGetValue(nameId, out var made) ? made.Content : memory.ContentOf(IndexNameId.NumberOf(nameId));

    public int CountFiles(int content, int node)
    {
        if (!filesOfNodes.TryGetValue((content, node), out var count)) filesOfNodes.Add((content, node), count = memory.CountFiles(content, node));
        return count;
    }

    public void Add(long nameId, int content, SourceEntry file) => Note(new Change(false, IndexNameId.NumberOf(nameId), content, file), nameId, 1);

    public void Remove(long nameId, int content, SourceEntry file) => Note(new Change(true, IndexNameId.NumberOf(nameId), content, file), nameId, -1);

    /// <summary>So many more names have these words.</summary>
    public void CountWords(IReadOnlyList<string> ofName, int by)
    {
        if (words is null) return;
        foreach (var word in ofName.Distinct(StringComparer.Ordinal)) words[word] = words.GetValueOrDefault(word) + by;
    }

    public void AddNode(int number, NodeId node) => nodes.Add(new NodeChange(number, node));

    public void RemoveNode(int number) => nodes.Add(new NodeChange(number, null));

    /// <summary>The transaction is safe: let queries see it. The caller holds the gate.</summary>
    public void Publish()
    {
        foreach (var (number, node) in nodes)
        {
            if (node is { } added) memory.Nodes.Add(number, added);
            else memory.Nodes.Remove(number);
        }
        foreach (var (nameId, made) in newNames) memory.AddName(IndexNameId.NumberOf(nameId), made.Content, made.File.Content, Encoding.UTF8.GetBytes(made.File.Name), WordMarks.Of(made.Words));
        foreach (var change in changes)
        {
            if (change.Removed) memory.RemoveFile(change.Name, change.File);
            else memory.AddFile(change.Name, change.File);
        }
        foreach (var (word, by) in words ?? []) memory.Vocabulary!.Count(word, by);
        HashSet<int> maybeBare = [.. newContents];
        foreach (var (nameId, files) in filesOfNames)
            if (files == 0) maybeBare.Add(memory.RemoveName(IndexNameId.NumberOf(nameId)));
        foreach (var content in maybeBare)
            if (content != 0 && !memory.HasContent(content)) memory.FreeContents.Return(content);
    }

    /// <summary>The transaction was undone: numbers that it took are free again.</summary>
    public void Abandon()
    {
        foreach (var nameId in newNames.Keys) memory.FreeNames.Return(IndexNameId.NumberOf(nameId));
        foreach (var content in newContents) memory.FreeContents.Return(content);
    }

    private void Note(Change change, long nameId, int by)
    {
        var node = change.File.Node;
        filesOfNodes[(change.Content, node)] = CountFiles(change.Content, node) + by;
        if (!filesOfNames.TryGetValue(nameId, out var files)) files = memory.CountFiles(change.Name);
        filesOfNames[nameId] = files + by;
        changes.Add(change);
    }
}
