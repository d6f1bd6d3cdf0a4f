using MudBlazor;
using WebP2P.Node.Control;

namespace WebP2P.Host.Components.Parts;

/// <summary>Short notes about what the owner just did; nothing else speaks up by itself.</summary>
public static class Toasts
{
    /// <summary>Says that it was done, or why not; true when it was.</summary>
    public static bool Say<T>(this ISnackbar tray, Outcome<T> outcome, string done)
        where T : class
    {
        if (outcome.Refusal is { } refusal)
        {
            tray.Add(refusal.Message, Severity.Error);
            return false;
        }

        tray.Add(done, Severity.Success);
        return true;
    }
}
