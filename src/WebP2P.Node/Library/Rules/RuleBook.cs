using System.Text.Json;
using WebP2P.Node.Control;
using WebP2P.Node.Storage;
using WebP2P.Node.Storage.Rows;

namespace WebP2P.Node.Library.Rules;

/// <summary>The rules for all shares, remembered in <c>node.db</c>, and how the rules of one share come together.</summary>
internal sealed class RuleBook(SettingsStore settings)
{
    private ExcludeSettings everywhere = ExcludeSettings.Everywhere;

    /// <summary>For all shares.</summary>
    public ExcludeSettings Everywhere => Volatile.Read(ref everywhere);

    public async Task LoadAsync(CancellationToken cancellationToken) =>
        Volatile.Write(ref everywhere, Read(await settings.GetAsync(SettingsStore.ExcludeRules, cancellationToken)) ?? ExcludeSettings.Everywhere);

    /// <summary>The settings were checked before.</summary>
    public async Task SetEverywhereAsync(ExcludeSettings changed, CancellationToken cancellationToken)
    {
        await settings.SetAsync(SettingsStore.ExcludeRules, Write(changed), cancellationToken);
        Volatile.Write(ref everywhere, changed);
    }

    /// <summary>What a share leaves out now.</summary>
    public ExcludeRules Of(ShareRow share) => Of(SettingsOf(share));

    /// <summary>What a share with these settings of its own leaves out.</summary>
    public ExcludeRules Of(ExcludeSettings share) => new(Everywhere, share);

    public static ExcludeSettings SettingsOf(ShareRow share) => Read(share.Rules) ?? ExcludeSettings.None;

    public static string Write(ExcludeSettings settings) => JsonSerializer.Serialize(settings, JsonSerializerOptions.Web);

    private static ExcludeSettings? Read(string? json) => json is null ? null : JsonSerializer.Deserialize<ExcludeSettings>(json, JsonSerializerOptions.Web);
}
