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
        if (tray.SayWhyNot(outcome.Refusal)) return false;
        tray.Add(done, Severity.Success);
        return true;
    }

    /// <summary>True when there is a refusal to tell.</summary>
    public static bool SayWhyNot(this ISnackbar tray, Refusal? refusal)
    {
        if (refusal is not null) tray.Add(refusal.Message, Severity.Error);
        return refusal is not null;
    }
}
