using Microsoft.EntityFrameworkCore;
using WebP2P.Node.Storage;
using WebP2P.Node.Storage.Rows;

namespace WebP2P.Host.Access;

/// <summary>In the node's database.</summary>
internal sealed class StoredSessions(IDbContextFactory<NodeDbContext> contexts) : ISessionStore
{
    public async Task<IReadOnlyList<StoredSession>> LoadAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = await context.Sessions.AsNoTracking().ToListAsync(cancellationToken);
        return [.. rows.Select(row => new StoredSession(row.Id, DateTimeOffset.FromUnixTimeMilliseconds(row.CreatedUnixMs), DateTimeOffset.FromUnixTimeMilliseconds(row.LastUsedUnixMs), row.Agent))];
    }

    public async Task SaveAsync(StoredSession session, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var row = await context.Sessions.FirstOrDefaultAsync(found => found.Id == session.Id, cancellationToken);
        if (row is null) context.Sessions.Add(row = new SessionRow { Id = session.Id, CreatedUnixMs = session.CreatedAt.ToUnixTimeMilliseconds() });
        row.LastUsedUnixMs = session.LastSeenAt.ToUnixTimeMilliseconds();
        row.Agent = session.Agent;
        await context.SaveChangesAsync(cancellationToken);
    }

    public async Task RemoveAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await context.Sessions.Where(row => row.Id == id).ExecuteDeleteAsync(cancellationToken);
    }
}
