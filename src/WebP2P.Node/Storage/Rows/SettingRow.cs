namespace WebP2P.Node.Storage.Rows;

/// <summary>One remembered choice; see <see cref="SettingsStore"/>.</summary>
public sealed class SettingRow
{
    public required string Key { get; set; }

    public required string Value { get; set; }
}
