using System.Globalization;
using System.Text.RegularExpressions;
using WebP2P.Protocols.Wire;

namespace WebP2P.Protocols.Tests.Wire;

public sealed partial class WireDocumentTests
{
    [Fact]
    public void The_message_table_of_the_wire_document_is_the_codecs()
    {
        var document = File.ReadAllText(Path.Combine(Root(), "docs", "wire.md"));
        var rows = TableRow().Matches(document).Select(match => match.Value.TrimEnd()).ToList();
        Assert.Equal([.. MessageTable.Rows.OrderBy(row => row.Type).Select(Line)], rows);
    }

    private static string Line(MessageRow row) =>
        string.Create(CultureInfo.InvariantCulture, $"| {(int)row.Type} | {row.Type} | {row.Phase.ToString().ToLowerInvariant()} | {row.Fields} |");

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "WebP2P.sln"))) folder = folder.Parent!;
        return folder.FullName;
    }

    [GeneratedRegex(@"^\| \d+ \| \w+ \| (greeting|open|any) \| .*$", RegexOptions.Multiline)]
    private static partial Regex TableRow();
}
