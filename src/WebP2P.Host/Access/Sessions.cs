namespace WebP2P.Host.Access;

/// <summary>Browsers that are signed in: at most 25, for 30 days after they were last seen.</summary>
internal sealed class Sessions(ISessionStore store, TimeProvider time) : IDisposable
{
    public const int KeptMax = 25;
    private const int AgentLengthMax = 200;
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(30);

    /// <summary>A browser that is seen all day is written down only this often.</summary>
    private static readonly TimeSpan TouchInterval = TimeSpan.FromHours(1);

    private readonly SemaphoreSlim turn = new(1, 1);
    private Dictionary<Guid, OpenSession>? open;

    /// <summary>Signs a browser in.</summary>
    /// <returns>The cookie's value, known to the browser alone.</returns>
    public async Task<string> StartAsync(string agent, CancellationToken cancellationToken)
    {
        var token = Secret.New();
        var now = time.GetUtcNow();
        await InTurnAsync(
            async sessions =>
            {
                while (sessions.Count >= KeptMax) await EndAsync(sessions, sessions.Values.MinBy(session => session.Stored.LastSeenAt)!, cancellationToken);
                var session = new OpenSession(new StoredSession(Key(token), now, now, agent[..Math.Min(agent.Length, AgentLengthMax)]));
                await store.SaveAsync(session.Stored, cancellationToken);
                return sessions[session.Stored.Id] = session;
            },
            cancellationToken);
        return token;
    }

    /// <summary>Null when the value belongs to no session.</summary>
    public Task<OpenSession?> FindAsync(string token, CancellationToken cancellationToken) => InTurnAsync<OpenSession?>(
        async sessions =>
        {
            if (!sessions.TryGetValue(Key(token), out var session)) return null;
            var now = time.GetUtcNow();
            if (session.Stored.LastSeenAt + Lifetime <= now)
            {
                await EndAsync(sessions, session, cancellationToken);
                return null;
            }

            if (now - session.Stored.LastSeenAt >= TouchInterval)
            {
                session.Stored = session.Stored with { LastSeenAt = now };
                session.CookieIsOld = true;
                await store.SaveAsync(session.Stored, cancellationToken);
            }

            return session;
        },
        cancellationToken);

    public Task EndAsync(OpenSession session, CancellationToken cancellationToken) => InTurnAsync(
        async sessions =>
        {
            await EndAsync(sessions, session, cancellationToken);
            return session;
        },
        cancellationToken);

    public void Dispose() => turn.Dispose();

    private async Task EndAsync(Dictionary<Guid, OpenSession> sessions, OpenSession session, CancellationToken cancellationToken)
    {
        await store.RemoveAsync(session.Stored.Id, cancellationToken);
        sessions.Remove(session.Stored.Id);
        await session.Over.CancelAsync();
    }

    private async Task<T> InTurnAsync<T>(Func<Dictionary<Guid, OpenSession>, Task<T>> action, CancellationToken cancellationToken)
    {
        await turn.WaitAsync(cancellationToken);
        try
        {
            open ??= (await store.LoadAsync(cancellationToken)).ToDictionary(session => session.Id, session => new OpenSession(session));
            return await action(open);
        }
        finally
        {
            turn.Release();
        }
    }

    private static Guid Key(string token) => new(Secret.Hash(token).AsSpan(0, 16));
}
