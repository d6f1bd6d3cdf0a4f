namespace WebP2P.Host.Access;

/// <summary>Where signed-in browsers are remembered over restarts.</summary>
public interface ISessionStore
{
    Task<IReadOnlyList<StoredSession>> LoadAsync(CancellationToken cancellationToken);

    /// <summary>Adds it, or replaces the one with the same id.</summary>
    Task SaveAsync(StoredSession session, CancellationToken cancellationToken);

    Task RemoveAsync(Guid id, CancellationToken cancellationToken);
}
