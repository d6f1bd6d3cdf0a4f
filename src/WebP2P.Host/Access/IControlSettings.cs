namespace WebP2P.Host.Access;

/// <summary>What the control plane remembers over restarts, besides sessions: the password's hash, whether setup was done.</summary>
public interface IControlSettings
{
    Task<string?> GetAsync(string name, CancellationToken cancellationToken);

    Task SetAsync(string name, string value, CancellationToken cancellationToken);
}
