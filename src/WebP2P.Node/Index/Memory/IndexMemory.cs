namespace WebP2P.Node.Index.Memory;

/// <summary>
/// Which node has which content under which name, by number: what is looked at for every candidate of every query, and what tells the writer
/// when the last file of a name is gone. It follows from the rows on disk. Whoever reads or changes it holds <see cref="Gate"/>.
/// </summary>
internal sealed class IndexMemory : IDisposable
{
    private struct Name
    {
        public int Content;
        public int Files;
    }

    private readonly Pages<Name> names = new();
    private readonly Pages<int> contents = new();
    private readonly Chains<SourceEntry> files = new();
    private readonly Chains<int> namesOfContents = new();

    /// <summary>Held by a query from its snapshot to its answer, and by a commit while it becomes visible.</summary>
    public ReaderWriterLockSlim Gate { get; } = new();

    public NodeNumbers Nodes { get; } = new();

    public FreeNumbers FreeNames { get; } = new();

    public FreeNumbers FreeContents { get; } = new();

    /// <summary>Contents that somebody has.</summary>
    public long ContentCount { get; private set; }

    /// <summary>The number of the content that the name belongs to; 0 when there is no such name.</summary>
    public int ContentOf(int name) => names.Peek(name).Content;

    public bool HasContent(int content) => contents.Peek(content) != 0;

    public int CountFiles(int name)
    {
        var count = 0;
        for (var at = names.Peek(name).Files; files.TryNext(ref at, out _);) count++;
        return count;
    }

    public int CountNames(int content)
    {
        var count = 0;
        for (var at = contents.Peek(content); namesOfContents.TryNext(ref at, out _);) count++;
        return count;
    }

    /// <summary>How many files of the node are this content.</summary>
    public int CountFiles(int content, int node)
    {
        var count = 0;
        for (var at = contents.Peek(content); namesOfContents.TryNext(ref at, out var name);)
            for (var file = names.Peek(name).Files; files.TryNext(ref file, out var entry);)
                if (entry.Node == node) count++;
        return count;
    }

    /// <summary>Whether somebody who is present has a file of this name.</summary>
    public bool IsPresent(int name, NodeSet present)
    {
        for (var at = names.Peek(name).Files; files.TryNext(ref at, out var entry);)
            if (present.Contains(entry.Node)) return true;
        return false;
    }

    /// <summary>Gives all files that nodes in the set have of a content, under whatever name.</summary>
    public void Visit<TVisitor>(int content, NodeSet present, TVisitor visitor)
        where TVisitor : class, IFileVisitor
    {
        for (var at = contents.Peek(content); namesOfContents.TryNext(ref at, out var name);)
            for (var file = names.Peek(name).Files; files.TryNext(ref file, out var entry);)
                if (present.Contains(entry.Node)) visitor.See(entry);
    }

    /// <summary>Makes a name of a content known; again does nothing.</summary>
    public void AddName(int name, int content)
    {
        ref var known = ref names[name];
        if (known.Content != 0) return;
        known.Content = content;
        ref var list = ref contents[content];
        if (list == 0) ContentCount++;
        namesOfContents.Add(ref list, name);
    }

    public void AddFile(int name, SourceEntry file) => files.Add(ref names[name].Files, file);

    public void RemoveFile(int name, SourceEntry file) => files.Remove(ref names[name].Files, file);

    /// <summary>Forgets a name without files; its number is free again.</summary>
    /// <returns>Its content, which may be without names now.</returns>
    public int RemoveName(int name)
    {
        ref var known = ref names[name];
        var content = known.Content;
        ref var list = ref contents[content];
        if (namesOfContents.Remove(ref list, name) && list == 0) ContentCount--;
        known = default;
        FreeNames.Return(name);
        return content;
    }

    /// <inheritdoc />
    public void Dispose() => Gate.Dispose();
}
