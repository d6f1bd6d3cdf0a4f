namespace WebP2P.Host.Components.Theme;

/// <summary>Which palette the owner chose; <see cref="System"/> follows the device.</summary>
public enum ThemeChoice
{
    System,
    Light,
    Dark,
}

/// <summary>The form of the choice in the cookie <c>theme</c> and in the attribute <c>data-theme</c>.</summary>
public static class ThemeChoices
{
    public static string ToCookie(this ThemeChoice choice) => choice switch
    {
        ThemeChoice.Light => "light",
        ThemeChoice.Dark => "dark",
        _ => "system",
    };

    /// <summary>A missing or unknown value means that the device decides.</summary>
    public static ThemeChoice FromCookie(string? value) => value switch
    {
        "light" => ThemeChoice.Light,
        "dark" => ThemeChoice.Dark,
        _ => ThemeChoice.System,
    };
}
