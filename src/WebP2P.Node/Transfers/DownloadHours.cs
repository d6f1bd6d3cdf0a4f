using System.Globalization;

namespace WebP2P.Node.Transfers;

/// <summary>Hours of the day in which downloads run, in local time; they may go over midnight.</summary>
public sealed record DownloadHours(TimeOnly From, TimeOnly To)
{
    private const string Format = "HH:mm";

    /// <summary>The whole day.</summary>
    public static DownloadHours Always { get; } = new(TimeOnly.MinValue, TimeOnly.MinValue);

    public string Reason => string.Create(CultureInfo.InvariantCulture, $"Paused by the schedule: downloads run from {From.ToString(Format, CultureInfo.InvariantCulture)} to {To.ToString(Format, CultureInfo.InvariantCulture)}.");

    /// <summary>The end belongs to the pause; equal times are the whole day.</summary>
    public bool IsOpen(DateTimeOffset local) => From == To || TimeOnly.FromTimeSpan(local.TimeOfDay).IsBetween(From, To);

    /// <summary>Reads <c>HH:MM-HH:MM</c>; null is the whole day.</summary>
    public static bool TryParse(string? text, out DownloadHours hours)
    {
        hours = Always;
        if (text is null) return true;
        if (text.Split('-') is not [var from, var to] || !TryTime(from, out var first) || !TryTime(to, out var last)) return false;
        hours = new DownloadHours(first, last);
        return true;
    }

    /// <summary>The end of a day is the begin of the next one.</summary>
    private static bool TryTime(string text, out TimeOnly time) => text.Trim() == "24:00" ? (time = TimeOnly.MinValue) == TimeOnly.MinValue : TimeOnly.TryParseExact(text.Trim(), Format, CultureInfo.InvariantCulture, DateTimeStyles.None, out time);
}
