using System.Globalization;
using Spectre.Console;
using WebP2P.Simulation.Lab;

namespace WebP2P.Host.Lab;

/// <summary>What a run measured, for people; the digest stands last.</summary>
internal static class LabTable
{
    private const int RedirectedWidth = 160;

    public static void Write(LabReport report)
    {
        // A redirected output has no width of its own.
        if (Console.IsOutputRedirected) AnsiConsole.Profile.Width = RedirectedWidth;
        var table = new Table().Border(TableBorder.Simple).AddColumn("What was measured").AddColumn(new TableColumn("Figure").RightAligned());
        foreach (var (name, figure) in Rows(report)) table.AddRow(Markup.Escape(name), Markup.Escape(figure));
        AnsiConsole.Write(table);
        Console.WriteLine($"digest {report.Digest}");
    }

    /// <summary>What a figure is called, and the figure, also for the pages.</summary>
    public static IEnumerable<(string Name, string Figure)> Rows(LabReport report) =>
        [("Nodes", Whole(report.Nodes)), .. Rows(LabFigures.Of(report)), .. report.Drops.Select(drop => ($"Dropped, {drop.Key}", Whole(drop.Value)))];

    public static IEnumerable<(string Name, string Figure)> Rows(LabFigures figures) =>
    [
        ("Nodes reached by a query", Decimal(figures.Reached)),
        ("Messages of a query", Decimal(figures.Messages)),
        ("Messages for each node", Decimal(figures.MessagesPerNode)),
        ("Duplicates of a query", Decimal(figures.Duplicates)),
        ("Queries that found something", figures.SuccessRate.ToString("0.0 %", CultureInfo.InvariantCulture)),
        ("Hops to the first hit, mean", Decimal(figures.HopsMean)),
        ("Hops to the first hit, half at most", Whole(figures.HopsP50)),
        ("Hops to the first hit, 99 % at most", Whole(figures.HopsP99)),
        ("Time to the first hit, ms", Decimal(figures.FirstHitMs)),
        ("Bytes of all frames", Whole(figures.Bytes)),
        ("Events", Whole(figures.Events)),
        ("Events a second of CPU", Whole((long)figures.EventsPerSecond)),
    ];

    private static string Decimal(double? figure) => figure?.ToString(figure < 1 ? "0.####" : "#,0.##", CultureInfo.InvariantCulture) ?? "–";

    private static string Whole(long? figure) => figure?.ToString("#,0", CultureInfo.InvariantCulture) ?? "–";
}
