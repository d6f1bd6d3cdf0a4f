using System.Runtime.CompilerServices;
using WebP2P.Simulation.Lab;

namespace WebP2P.Simulation.Tests.Lab;

public sealed class LabDocumentTests
{
    private static readonly string[] Rows =
        [.. File.ReadLines(Path.Combine(Folder(), "../../../docs/simulation.md")).Where(line => line.StartsWith("| `", StringComparison.Ordinal)).Select(line => line.Split('`')[1])];

    [Fact]
    public void The_document_has_a_row_for_every_option_and_every_figure() =>
        Assert.Empty(typeof(LabOptions).GetProperties().Concat(typeof(LabReport).GetProperties()).Select(property => property.Name)
            .Where(name => name is not ("Options" or "EqualityContract")).Except(Rows));

    private static string Folder([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
