using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using WebP2P.Node.Control;
using WebP2P.Node.Library;
using WebP2P.Node.Storage;
using WebP2P.Protocols.Content;

namespace WebP2P.Node.Overlays;

/// <summary>What the library has, asked once a content until the library changes.</summary>
internal sealed class LocalContents : ILocalContents
{
    private readonly IDbContextFactory<NodeDbContext> contexts;
    private readonly ConcurrentDictionary<ContentId, LocalState> known = new();

    public LocalContents(IDbContextFactory<NodeDbContext> contexts, LibraryJournal journal)
    {
        this.contexts = contexts;
        journal.Changed += _ => known.Clear();
    }

    public LocalState StateOf(ContentId content) => known.GetOrAdd(content, Look);

    private LocalState Look(ContentId content)
    {
        var hash = content.Hash.Value.ToArray();
        using var context = contexts.CreateDbContext();
        var complete = context.Files.Where(row => row.Hash == hash && row.Size == content.SizeBytes && !row.Missing).Select(row => row.Complete).ToList();
        return complete.Contains(true) ? LocalState.Complete : complete.Count > 0 ? LocalState.Partial : LocalState.None;
    }
}
