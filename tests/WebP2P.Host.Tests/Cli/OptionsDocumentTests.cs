using WebP2P.Host.Cli;
using WebP2P.Host.Tests.Architecture;

namespace WebP2P.Host.Tests.Cli;

public sealed class OptionsDocumentTests
{
    [Fact]
    public void The_document_lists_every_option_as_the_program_has_it()
    {
        var rows = File.ReadLines(Path.Combine(Repository.Root, "docs", "options.md")).Where(line => line.StartsWith("| `--", StringComparison.Ordinal));
        Assert.Equal(HostOption.All.Select(Row), rows);
    }

    private static string Row(HostOption option) =>
        $"| `{$"{option.Name} {option.Value}".TrimEnd()}` | `{option.Key}` | `{HostOption.Section.ToUpperInvariant()}__{option.Key.ToUpperInvariant()}` | {option.Description} |";
}
