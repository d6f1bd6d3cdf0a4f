using System.ComponentModel;
using System.Diagnostics;

namespace WebP2P.Host.Cli;

/// <summary>The person's desktop, when there is one.</summary>
internal static class Desktop
{
    private static bool IsThere => Environment.UserInteractive && !Console.IsOutputRedirected
        && (OperatingSystem.IsWindows() || OperatingSystem.IsMacOS() || Environment.GetEnvironmentVariable("DISPLAY") is { Length: > 0 } || Environment.GetEnvironmentVariable("WAYLAND_DISPLAY") is { Length: > 0 });

    /// <summary>Opens a link in the browser; without a desktop, or when that fails, nothing happens: the link was printed.</summary>
    public static void Open(string link)
    {
        if (!IsThere) return;
        try
        {
            using var browser = OperatingSystem.IsWindows()
                ? Process.Start(new ProcessStartInfo(link) { UseShellExecute = true })
                : Process.Start(new ProcessStartInfo(OperatingSystem.IsMacOS() ? "open" : "xdg-open") { ArgumentList = { link }, RedirectStandardError = true, RedirectStandardOutput = true });
        }
        catch (Win32Exception)
        {
            // No browser is installed; the printed link is enough.
        }
    }
}
