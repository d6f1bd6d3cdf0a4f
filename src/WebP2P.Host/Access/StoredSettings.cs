using WebP2P.Node.Storage;

namespace WebP2P.Host.Access;

/// <summary>In the node's database.</summary>
internal sealed class StoredSettings(SettingsStore store) : IControlSettings
{
    public Task<string?> GetAsync(string name, CancellationToken cancellationToken) => store.GetAsync(name, cancellationToken);

    public Task SetAsync(string name, string value, CancellationToken cancellationToken) => store.SetAsync(name, value, cancellationToken);
}
