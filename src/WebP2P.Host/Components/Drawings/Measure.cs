using System.Globalization;

namespace WebP2P.Host.Components.Drawings;

/// <summary>A figure and its unit, apart, because the unit is drawn lighter.</summary>
public readonly record struct Measure(string Number, string Unit)
{
    private static readonly string[] SizeUnits = ["B", "KiB", "MiB", "GiB", "TiB"];

    /// <summary>The dash that stands for "not known".</summary>
    public static Measure Unknown { get; } = new("–", "");

    /// <summary>A size in bytes, three significant digits: 214 MiB, 38.1 MiB.</summary>
    public static Measure OfBytes(double bytes)
    {
        var unit = 0;
        while (bytes >= 999.5 && unit < SizeUnits.Length - 1)
        {
            bytes /= 1024;
            unit++;
        }

        return new Measure(Digits(bytes, whole: unit == 0), SizeUnits[unit]);
    }

    /// <summary>A speed in bytes per second.</summary>
    public static Measure OfRate(double bytesPerSecond)
    {
        var size = OfBytes(bytesPerSecond);
        return size with { Unit = size.Unit + "/s" };
    }

    /// <summary>A length of time, one unit: 12 ms, 9 s, 3 min, 5 h, 2 d.</summary>
    public static Measure OfDuration(TimeSpan time) => time switch
    {
        { TotalMilliseconds: >= 0 and < 0.5 } => new("<1", "ms"),
        { TotalSeconds: < 1 } => new(Whole(Math.Max(0, time.TotalMilliseconds)), "ms"),
        { TotalSeconds: < 90 } => new(Whole(time.TotalSeconds), "s"),
        { TotalMinutes: < 90 } => new(Whole(time.TotalMinutes), "min"),
        { TotalHours: < 36 } => new(Whole(time.TotalHours), "h"),
        _ => new(Whole(time.TotalDays), "d"),
    };

    /// <summary>A count with thin spaces between thousands: 12 408.</summary>
    public static string Count(long count) => count.ToString("#,0", Thousands);

    /// <inheritdoc />
    public override string ToString() => Unit.Length == 0 ? Number : $"{Number} {Unit}";

    private static readonly NumberFormatInfo Thousands = new() { NumberGroupSeparator = "\u202f" };

    private static string Whole(double value) => Math.Round(value).ToString("0", CultureInfo.InvariantCulture);

    private static string Digits(double value, bool whole) => value switch
    {
        _ when whole || value >= 99.95 || value == Math.Floor(value) => Whole(value),
        >= 9.995 => value.ToString("0.0", CultureInfo.InvariantCulture),
        _ => value.ToString("0.00", CultureInfo.InvariantCulture),
    };
}
