namespace WebP2P.Host.Access;

/// <summary>The owner's password, when there is one. At most two hashes are computed at the same time.</summary>
public sealed class OwnerPassword(IControlSettings settings, ControlOptions options) : IDisposable
{
    private const string SettingName = "password-hash";
    private const int HashesAtOnceMax = 2;
    private readonly SemaphoreSlim slots = new(HashesAtOnceMax, HashesAtOnceMax);

    public async Task<bool> ExistsAsync(CancellationToken cancellationToken) =>
        options.Password is not null || await settings.GetAsync(SettingName, cancellationToken) is not null;

    /// <summary>Null when the machine is already busy with as many passwords as it may be.</summary>
    internal async Task<bool?> MatchesAsync(string given, CancellationToken cancellationToken)
    {
        if (options.Password is { } outside) return Secret.Matches(given, Secret.Hash(outside));
        if (await settings.GetAsync(SettingName, cancellationToken) is not { } stored) return false;
        if (!await slots.WaitAsync(TimeSpan.Zero, cancellationToken)) return null;
        try
        {
            return await Task.Run(() => PasswordHash.Matches(given, stored), cancellationToken);
        }
        finally
        {
            slots.Release();
        }
    }

    internal async Task SetAsync(string password, CancellationToken cancellationToken)
    {
        await slots.WaitAsync(cancellationToken);
        try
        {
            var hash = await Task.Run(() => PasswordHash.Create(password), cancellationToken);
            await settings.SetAsync(SettingName, hash, cancellationToken);
        }
        finally
        {
            slots.Release();
        }
    }

    public void Dispose() => slots.Dispose();
}
