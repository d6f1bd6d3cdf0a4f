using System.Text;
using WebP2P.Protocols.Content;

namespace WebP2P.Node.Index.Memory;

/// <summary>
/// Which node has which content under which name, by number: what is looked at for every candidate of every query, and what tells the writer
/// when the last file of a name is gone. It follows from the rows on disk. Whoever reads or changes it holds <see cref="Gate"/>.
/// </summary>
internal sealed class IndexMemory : IDisposable
{
    /// <summary>Most contents are one file of one node, which is kept at its name, so that one look is enough; the others have lists.</summary>
    private struct Name
    {
        public int Content;
        public int Files;
        public SourceEntry Only;
        public uint Text;
        public ulong WordMarks;
    }

    private struct Content
    {
        public int Names;
        public int Files;
        public ContentId Id;
    }

    private readonly Pages<Name> names = new();
    private readonly Pages<Content> contents = new();
    private Texts texts = new();
    private int lastName;
    private readonly Chains<SourceEntry> files = new();
    private readonly Chains<int> namesOfContents = new();

    /// <summary>Held by a query from its snapshot to its answer, and by a commit while it becomes visible.</summary>
    public ReaderWriterLockSlim Gate { get; } = new();

    public NodeNumbers Nodes { get; } = new();

    public FreeNumbers FreeNames { get; } = new();

    public FreeNumbers FreeContents { get; } = new();

    /// <summary>No content has, or had since the start, more files than this.</summary>
    public int FilesMost { get; private set; }

    /// <summary>Null until somebody asks for words.</summary>
    public IndexVocabulary? Vocabulary { get; set; }

    /// <summary>The number of the content that the name belongs to; 0 when there is no such name.</summary>
    public int ContentOf(int name) => names.Peek(name).Content;

    public string TextOf(int name)
    {
        var known = names.Peek(name);
        return Encoding.UTF8.GetString(texts.At(known.Text));
    }

    /// <summary>The content that has this number.</summary>
    public ContentId IdOf(int content) => contents.Peek(content).Id;

    public bool HasContent(int content) => contents.Peek(content).Names != 0;

    public int CountFiles(int name)
    {
        var known = names.Peek(name);
        var count = known.Only.Node > 0 ? 1 : 0;
        for (var at = known.Files; files.TryNext(ref at, out _);) count++;
        return count;
    }

    /// <summary>How many files of the node are this content.</summary>
    public int CountFiles(int content, int node)
    {
        var count = 0;
        for (var at = contents.Peek(content).Names; namesOfContents.TryNext(ref at, out var name);)
        {
            var known = names.Peek(name);
            if (known.Only.Node == node) count++;
            for (var file = known.Files; files.TryNext(ref file, out var entry);)
                if (entry.Node == node) count++;
        }
        return count;
    }

    /// <summary>Contents that have names.</summary>
    public int ContentCount { get; private set; }

    /// <summary>Keeps the names that may have all words with these marks, in their order. Many at once, because each look waits for the memory and they wait together.</summary>
    /// <returns>How many.</returns>
    public int Sift(Span<long> nameIds, ulong wordMarks)
    {
        var count = 0;
        foreach (var nameId in nameIds)
        {
            nameIds[count] = nameId;
            if ((names.Peek(IndexNameId.NumberOf(nameId)).WordMarks & wordMarks) == wordMarks) count++;
        }
        return count;
    }

    /// <summary>Whether somebody who is present has a file of this name, and if so, how many have its content and when the newest of their files was changed.</summary>
    public bool IsPresent(int name, NodeSet present, NodeMarks marks, out int nodes, out long modifiedUnixMs)
    {
        var known = names.Peek(name);
        (nodes, modifiedUnixMs) = (1, known.Only.ModifiedUnixMs);
        if (known.Only.Node > 0) return present.Contains(known.Only.Node);
        for (var at = known.Files; files.TryNext(ref at, out var entry);)
        {
            if (!present.Contains(entry.Node)) continue;
            (nodes, modifiedUnixMs) = Sum(known.Content, present, marks);
            return true;
        }
        return false;
    }

    /// <summary>How many nodes of the set have the content, and when the newest of their files was changed.</summary>
    public (int Nodes, long ModifiedUnixMs) Sum(int content, NodeSet present, NodeMarks marks)
    {
        var (nodes, modifiedUnixMs) = (0, 0L);
        marks.Clear();
        for (var at = contents.Peek(content).Names; namesOfContents.TryNext(ref at, out var name);)
        {
            ref var known = ref names[name];
            if (known.Only.Node > 0) return present.Contains(known.Only.Node) ? (1, known.Only.ModifiedUnixMs) : default;
            for (var file = known.Files; files.TryNext(ref file, out var entry);)
            {
                if (!present.Contains(entry.Node)) continue;
                if (marks.Add(entry.Node)) nodes++;
                modifiedUnixMs = Math.Max(modifiedUnixMs, entry.ModifiedUnixMs);
            }
        }
        return (nodes, modifiedUnixMs);
    }

    /// <summary>Adds all files that nodes in the set have of a content, under whatever name.</summary>
    public void Collect(int content, NodeSet present, SourceList sources)
    {
        for (var at = contents.Peek(content).Names; namesOfContents.TryNext(ref at, out var name);)
        {
            var known = names.Peek(name);
            if (known.Only.Node > 0 && present.Contains(known.Only.Node)) sources.Add(known.Only);
            for (var file = known.Files; files.TryNext(ref file, out var entry);)
                if (present.Contains(entry.Node)) sources.Add(entry);
        }
    }

    /// <summary>Makes a name of a content known; again does nothing.</summary>
    public void AddName(int name, int content, ContentId id, ReadOnlySpan<byte> text, ulong wordMarks)
    {
        ref var known = ref names[name];
        if (known.Content != 0) return;
        (known.Content, known.WordMarks, known.Text) = (content, wordMarks, texts.Add(text));
        lastName = Math.Max(lastName, name);
        ref var its = ref contents[content];
        if (its.Names == 0) ContentCount++;
        its.Id = id;
        ToList(its.Names);
        namesOfContents.Add(ref its.Names, name);
    }

    public void AddFile(int name, SourceEntry file)
    {
        ref var known = ref names[name];
        FilesMost = Math.Max(FilesMost, ++contents[known.Content].Files);
        if (known.Files == 0 && known.Only.Node == 0 && IsOnlyName(known.Content))
        {
            known.Only = file;
            return;
        }
        ToList(contents[known.Content].Names);
        files.Add(ref known.Files, file);
    }

    public void RemoveFile(int name, SourceEntry file)
    {
        ref var known = ref names[name];
        contents[known.Content].Files--;
        if (known.Only.Node > 0) known.Only = default;
        else files.Remove(ref known.Files, file);
    }

    /// <summary>Forgets a name without files; its number is free again.</summary>
    /// <returns>Its content, which may be without names now.</returns>
    public int RemoveName(int name)
    {
        ref var known = ref names[name];
        var content = known.Content;
        namesOfContents.Remove(ref contents[content].Names, name);
        if (contents[content].Names == 0) ContentCount--;
        texts.Remove(known.Text);
        known = default;
        FreeNames.Return(name);
        if (texts.IsMostlyHoles) MoveTexts();
        return content;
    }

    /// <inheritdoc />
    public void Dispose() => Gate.Dispose();

    private void MoveTexts()
    {
        var moved = new Texts();
        for (var name = 1; name <= lastName; name++)
        {
            ref var known = ref names[name];
            if (known.Content != 0) known.Text = moved.Add(texts.At(known.Text));
        }
        texts = moved;
    }

    private bool IsOnlyName(int content)
    {
        var at = contents[content].Names;
        return namesOfContents.TryNext(ref at, out _) && at == 0;
    }

    /// <summary>A content's only file goes to the list of its name, which is the content's only one so far.</summary>
    private void ToList(int firstName)
    {
        if (!namesOfContents.TryNext(ref firstName, out var name) || names[name].Only.Node <= 0) return;
        ref var known = ref names[name];
        files.Add(ref known.Files, known.Only);
        known.Only = default;
    }
}
