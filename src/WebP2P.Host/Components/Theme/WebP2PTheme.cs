using MudBlazor;

namespace WebP2P.Host.Components.Theme;

/// <summary>The component library under our own look: flat ground, hairlines, radius 2 px, sentence case; the values of <c>css/tokens.css</c>.</summary>
public static class WebP2PTheme
{
    private const string Clear = "rgba(0,0,0,0)";

    private static readonly string[] Sans = ["system-ui", "-apple-system", "Segoe UI", "Inter", "Noto Sans", "DejaVu Sans", "sans-serif"];

    public static MudTheme Theme { get; } = new()
    {
        PaletteLight = Light(),
        PaletteDark = Dark(),
        Typography = Type(),
        Shadows = new Shadow { Elevation = [.. Enumerable.Repeat("none", 26)] },
        LayoutProperties = new LayoutProperties { DefaultBorderRadius = "2px", AppbarHeight = "46px", DrawerWidthLeft = "176px" },
    };

    private static PaletteLight Light() => new()
    {
        Background = "#f7f5f0",
        BackgroundGray = "#efece5",
        Surface = "#fdfcf9",
        Primary = "#1c1e21",
        PrimaryContrastText = "#fdfcf9",
        Secondary = "#575c62",
        SecondaryContrastText = "#fdfcf9",
        Tertiary = "#0a5c92",
        Info = "#0a5c92",
        Success = "#2c6a42",
        Warning = "#855200",
        Error = "#a8231c",
        TextPrimary = "#1c1e21",
        TextSecondary = "#575c62",
        TextDisabled = "#575c62",
        ActionDefault = "#575c62",
        ActionDisabled = "#575c62",
        ActionDisabledBackground = Clear,
        LinesDefault = "#d8d3c8",
        LinesInputs = "#8b867a",
        TableLines = "#e8e4db",
        TableHover = "#fdfcf9",
        Divider = "#d8d3c8",
    };

    private static PaletteDark Dark() => new()
    {
        Background = "#14161a",
        BackgroundGray = "#101216",
        Surface = "#1a1d22",
        Primary = "#e7e4dd",
        PrimaryContrastText = "#14161a",
        Secondary = "#a0a6ad",
        SecondaryContrastText = "#14161a",
        Tertiary = "#7cc0f0",
        Info = "#7cc0f0",
        InfoContrastText = "#14161a",
        Success = "#8ccf9f",
        SuccessContrastText = "#14161a",
        Warning = "#f0ae3a",
        WarningContrastText = "#14161a",
        Error = "#ff8a80",
        ErrorContrastText = "#14161a",
        TextPrimary = "#e7e4dd",
        TextSecondary = "#a0a6ad",
        TextDisabled = "#a0a6ad",
        ActionDefault = "#a0a6ad",
        ActionDisabled = "#a0a6ad",
        ActionDisabledBackground = Clear,
        LinesDefault = "#31363d",
        LinesInputs = "#6c737c",
        TableLines = "#262a30",
        TableHover = "#1a1d22",
        Divider = "#31363d",
    };

    private static Typography Type() => new()
    {
        Default = new DefaultTypography { FontFamily = Sans, FontSize = "13.5px", LineHeight = "1.45", LetterSpacing = "normal" },
        Body1 = new Body1Typography { FontFamily = Sans, FontSize = "13.5px", LineHeight = "1.45", LetterSpacing = "normal" },
        Body2 = new Body2Typography { FontFamily = Sans, FontSize = "13.5px", LineHeight = "1.45", LetterSpacing = "normal" },
        Button = new ButtonTypography { FontFamily = Sans, FontSize = "13.5px", FontWeight = "400", LetterSpacing = "normal", TextTransform = "none" },
        H6 = new H6Typography { FontFamily = Sans, FontSize = "15px", FontWeight = "600", LineHeight = "1.35", LetterSpacing = "normal" },
    };
}
