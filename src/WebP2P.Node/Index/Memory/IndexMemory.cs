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

    /// <summary>Most contents are one file of one node, which is kept here; the others have lists at their names.</summary>
    private struct Content
    {
        public int Names;
        public SourceEntry Only;
    }

    private static readonly SourceEntry InLists = new(-1, complete: false, 0);

    private readonly Pages<Name> names = new();
    private readonly Pages<Content> contents = new();
    private readonly Chains<SourceEntry> files = new();
    private readonly Chains<int> namesOfContents = new();

    /// <summary>Held by a query from its snapshot to its answer, and by a commit while it becomes visible.</summary>
    public ReaderWriterLockSlim Gate { get; } = new();

    public NodeNumbers Nodes { get; } = new();

    public FreeNumbers FreeNames { get; } = new();

    public FreeNumbers FreeContents { get; } = new();

    /// <summary>The number of the content that the name belongs to; 0 when there is no such name.</summary>
    public int ContentOf(int name) => names.Peek(name).Content;

    public bool HasContent(int content) => contents.Peek(content).Names != 0;

    public int CountFiles(int name)
    {
        var known = names.Peek(name);
        if (known.Content != 0 && contents[known.Content].Only.Node > 0) return 1;
        var count = 0;
        for (var at = known.Files; files.TryNext(ref at, out _);) count++;
        return count;
    }

    /// <summary>How many files of the node are this content.</summary>
    public int CountFiles(int content, int node)
    {
        var known = contents.Peek(content);
        if (known.Only.Node > 0) return known.Only.Node == node ? 1 : 0;
        var count = 0;
        for (var at = known.Names; namesOfContents.TryNext(ref at, out var name);)
            for (var file = names.Peek(name).Files; files.TryNext(ref file, out var entry);)
                if (entry.Node == node) count++;
        return count;
    }

    /// <summary>Whether somebody who is present has a file of this name.</summary>
    public bool IsPresent(int name, NodeSet present)
    {
        var known = names.Peek(name);
        if (known.Content == 0) return false;
        if (contents[known.Content].Only.Node is > 0 and var only) return present.Contains(only);
        for (var at = known.Files; files.TryNext(ref at, out var entry);)
            if (present.Contains(entry.Node)) return true;
        return false;
    }

    /// <summary>How many nodes of the set have the content, and when the newest of their files was changed.</summary>
    public (int Nodes, long ModifiedUnixMs) Sum(int content, NodeSet present, NodeMarks marks)
    {
        ref var known = ref contents[content];
        if (known.Only.Node > 0) return present.Contains(known.Only.Node) ? (1, known.Only.ModifiedUnixMs) : default;
        var (nodes, modifiedUnixMs) = (0, 0L);
        marks.Clear();
        for (var at = known.Names; namesOfContents.TryNext(ref at, out var name);)
            for (var file = names[name].Files; files.TryNext(ref file, out var entry);)
            {
                if (!present.Contains(entry.Node)) continue;
                if (marks.Add(entry.Node)) nodes++;
                modifiedUnixMs = Math.Max(modifiedUnixMs, entry.ModifiedUnixMs);
            }
        return (nodes, modifiedUnixMs);
    }

    /// <summary>Adds all files that nodes in the set have of a content, under whatever name.</summary>
    public void Collect(int content, NodeSet present, SourceList sources)
    {
        var known = contents.Peek(content);
        if (known.Only.Node > 0 && present.Contains(known.Only.Node)) sources.Add(known.Only);
        for (var at = known.Names; namesOfContents.TryNext(ref at, out var name);)
            for (var file = names.Peek(name).Files; files.TryNext(ref file, out var entry);)
                if (present.Contains(entry.Node)) sources.Add(entry);
    }

    /// <summary>Makes a name of a content known; again does nothing.</summary>
    public void AddName(int name, int content)
    {
        ref var known = ref names[name];
        if (known.Content != 0) return;
        known.Content = content;
        ref var its = ref contents[content];
        if (its.Names != 0) ToLists(ref its);
        namesOfContents.Add(ref its.Names, name);
    }

    public void AddFile(int name, SourceEntry file)
    {
        ref var known = ref names[name];
        ref var its = ref contents[known.Content];
        if (its.Only.Node == 0)
        {
            its.Only = file;
            return;
        }
        ToLists(ref its);
        files.Add(ref known.Files, file);
    }

    public void RemoveFile(int name, SourceEntry file)
    {
        ref var known = ref names[name];
        ref var its = ref contents[known.Content];
        if (its.Only.Node > 0) its.Only = default;
        else files.Remove(ref known.Files, file);
    }

    /// <summary>Forgets a name without files; its number is free again.</summary>
    /// <returns>Its content, which may be without names now.</returns>
    public int RemoveName(int name)
    {
        ref var known = ref names[name];
        var content = known.Content;
        ref var its = ref contents[content];
        namesOfContents.Remove(ref its.Names, name);
        if (its.Names == 0) its = default;
        known = default;
        FreeNames.Return(name);
        return content;
    }

    /// <inheritdoc />
    public void Dispose() => Gate.Dispose();

    /// <summary>The only file goes to the only name that there is so far.</summary>
    private void ToLists(ref Content content)
    {
        var at = content.Names;
        if (content.Only.Node > 0 && namesOfContents.TryNext(ref at, out var name)) files.Add(ref names[name].Files, content.Only);
        content.Only = InLists;
    }
}
