using System.Collections.Concurrent;
using WebP2P.Host.Access;

namespace WebP2P.Host.Tests.Fakes;

/// <summary>Settings and sessions that outlive one started program, as the database does.</summary>
internal sealed class FakeMemory : IControlSettings, ISessionStore
{
    private readonly ConcurrentDictionary<string, string> settings = new();

    /// <summary>What writing ends with, when the disk takes nothing.</summary>
    public Exception? Unwritten { get; set; }

    public ConcurrentDictionary<Guid, StoredSession> Sessions { get; } = new();

    public Task<string?> GetAsync(string name, CancellationToken cancellationToken) => Task.FromResult(settings.GetValueOrDefault(name));

    public Task SetAsync(string name, string value, CancellationToken cancellationToken)
    {
        if (Unwritten is not null) return Task.FromException(Unwritten);
        settings[name] = value;
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<StoredSession>> LoadAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<StoredSession>>([.. Sessions.Values]);

    public Task SaveAsync(StoredSession session, CancellationToken cancellationToken)
    {
        Sessions[session.Id] = session;
        return Task.CompletedTask;
    }

    public Task RemoveAsync(Guid id, CancellationToken cancellationToken)
    {
        Sessions.TryRemove(id, out _);
        return Task.CompletedTask;
    }
}
