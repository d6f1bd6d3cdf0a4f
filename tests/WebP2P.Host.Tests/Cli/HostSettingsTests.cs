using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using WebP2P.Host.Access;
using WebP2P.Host.Cli;
using WebP2P.Node;
using WebP2P.Protocols.Overlays.Napster;

namespace WebP2P.Host.Tests.Cli;

public sealed class HostSettingsTests : IDisposable
{
    private readonly string prefix = $"T{Guid.NewGuid():N}_";
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("webp2p-settings-");
    private readonly List<string> variables = [];

    public static TheoryData<string> Names => [.. HostOption.All.Select(option => option.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Each_option_is_read_from_the_file_over_it_the_environment_over_that_the_command_line(string name)
    {
        var option = HostOption.All.Single(row => row.Name == name);
        var (low, middle, high) = Samples(option);
        Assert.NotEqual(Read([], "{}")[option.Key], low);
        var file = FileOf(option, low);
        Assert.Equal(low, Read([], file)[option.Key]);
        Set(option, middle);
        Assert.Equal(middle, Read([], file)[option.Key]);
        Assert.Equal(high, Read(Typed(option, high), file)[option.Key]);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void What_cannot_be_read_is_refused_with_the_name_of_the_option(string name)
    {
        var option = HostOption.All.Single(row => row.Name == name);
        if (option.Shape is not (OptionShape.Number or OptionShape.Flag) && option.Key is not ("Announce" or "DownloadHours" or "Overlays")) return;
        Set(option, "plenty");
        var refused = Assert.Throws<FormatException>(() => Read([], "{}"));
        Assert.Contains(name, refused.Message, StringComparison.Ordinal);
        Assert.Contains("'plenty'", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_number_out_of_its_range_is_refused()
    {
        foreach (var slots in new[] { "0", "101" })
            Assert.Contains("1 to 100", Assert.Throws<FormatException>(() => Read(["--upload-slots", slots], "{}")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--index-nodes", "1", "1000000")]
    [InlineData("--index-files-per-node", "1", "10000000")]
    [InlineData("--index-changes-per-second", "100", "1000000")]
    [InlineData("--index-questions-per-second", "1", "1000")]
    [InlineData("--index-suggestions-per-second", "1", "1000")]
    [InlineData("--index-rows-per-second", "100", "100000000")]
    [InlineData("--index-questions-open", "1", "1000")]
    [InlineData("--index-watches-per-node", "1", "100000")]
    [InlineData("--index-forget-hours", "1", "720")]
    public void Every_limit_that_the_index_server_can_keep_is_taken_and_no_other(string name, string least, string most)
    {
        foreach (var taken in new[] { least, most }) Assert.Null(Settings([name, taken], "{}").Node.IndexLimits.Problem());
        foreach (var refused in new[] { int.Parse(least, CultureInfo.InvariantCulture) - 1, int.Parse(most, CultureInfo.InvariantCulture) + 1 })
            Assert.Contains($"{name} (", Assert.Throws<FormatException>(() => Settings([name, $"{refused}"], "{}")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_options_the_index_server_keeps_its_usual_limits()
    {
        Assert.Equal(new IndexServerOptions(), Settings([], "{}").Node.IndexLimits);
    }

    [Fact]
    public void A_list_replaces_the_one_below_it_whole()
    {
        const string file = """{ "WebP2P": { "Shares": ["/file/1", "/file/2", "/file/3"] } }""";
        Assert.Equal("/file/1|/file/2|/file/3", Read([], file)["Shares"]);
        Assert.Equal("/typed/1|/typed/2", Read(["--share", "/typed/1", "--share", "/typed/2"], file)["Shares"]);
        Set(HostOption.All.Single(row => row.Key == "Shares"), "/env/1,/env/2");
        Assert.Equal("/env/1|/env/2", Read([], file)["Shares"]);
        Assert.Equal("/typed/1|/typed/2", Read(["--share", "/typed/1", "--share", "/typed/2"], file)["Shares"]);
    }

    [Fact]
    public void A_typed_folder_may_hold_a_comma()
    {
        Assert.Equal("/music, old", Read(["--share", "/music, old"], "{}")["Shares"]);
        Assert.Equal("a.example|b.example", Read(["--allowed-hosts", "a.example, b.example"], "{}")["AllowedHosts"]);
    }

    public void Dispose()
    {
        foreach (var variable in variables) Environment.SetEnvironmentVariable(variable, null);
        folder.Delete(recursive: true);
    }

    /// <summary>What is typed, what is in the file and in the environment, as the node would get it; lists joined by bars.</summary>
    private Dictionary<string, string> Read(string[] typed, string file)
    {
        var (node, control, opensBrowser) = Settings(typed, file);
        return ValuesOf(node, control, opensBrowser);
    }

    private HostSettings Settings(string[] typed, string file)
    {
        var path = Path.Combine(folder.FullName, "settings.json");
        File.WriteAllText(path, file);
        var options = new ServeOptions();
        var command = new RootCommand();
        options.AddTo(command);
        var parsed = command.Parse(typed);
        Assert.Empty(parsed.Errors);
        return HostSettings.From(options.Read(parsed, path, prefix));
    }

    private static Dictionary<string, string> ValuesOf(NodeOptions node, ControlOptions control, bool opensBrowser)
    {
        return new Dictionary<string, string>
        {
            ["Urls"] = control.Urls,
            ["Data"] = node.Data == control.Data ? node.Data : "the planes differ",
            ["Downloads"] = node.Downloads,
            ["Name"] = node.Name,
            ["PeerListen"] = node.PeerListen ?? "",
            ["Announce"] = node.Announce ?? "",
            ["Network"] = node.Network,
            ["Shares"] = string.Join('|', node.Shares),
            ["IndexServer"] = node.IndexServer ?? "",
            ["IndexNodes"] = $"{node.IndexLimits.NodesMax}",
            ["IndexFilesPerNode"] = $"{node.IndexLimits.FilesPerNodeMax}",
            ["IndexChangesPerSecond"] = $"{node.IndexLimits.ChangesPerSecond}",
            ["IndexQuestionsPerSecond"] = $"{node.IndexLimits.QuestionsPerSecond}",
            ["IndexSuggestionsPerSecond"] = $"{node.IndexLimits.SuggestionsPerSecond}",
            ["IndexRowsPerSecond"] = $"{node.IndexLimits.RowsPerSecond}",
            ["IndexQuestionsOpen"] = $"{node.IndexLimits.QuestionsOpenMax}",
            ["IndexWatchesPerNode"] = $"{node.IndexLimits.WatchesPerPeerMax}",
            ["IndexForgetHours"] = $"{node.IndexLimits.ForgetAfterHours}",
            ["Bootstrap"] = string.Join('|', node.Bootstrap),
            ["NoLocal"] = $"{node.FindsLocally == false}",
            ["Overlays"] = string.Join('|', node.Overlays),
            ["DownloadsAtOnce"] = $"{node.DownloadsAtOnce}",
            ["DownloadHours"] = node.DownloadHours ?? "",
            ["UploadSlots"] = $"{node.UploadSlots}",
            ["UploadLimit"] = $"{node.UploadLimitKib}",
            ["DownloadLimit"] = $"{node.DownloadLimitKib}",
            ["TotalLimit"] = $"{node.TotalLimitKib}",
            ["RescanMinutes"] = $"{node.RescanMinutes}",
            ["NoWatch"] = $"{!node.Watch}",
            ["QuietMs"] = $"{node.QuietMs}",
            ["HashLimit"] = $"{node.HashLimitMib}",
            ["AllowLoopback"] = $"{node.AllowLoopback}",
            ["AllowedHosts"] = string.Join('|', control.AllowedHosts),
            ["TrustedProxies"] = string.Join('|', control.TrustedProxies),
            ["PathBase"] = control.PathBase,
            ["Https"] = $"{control.Https}",
            ["Certificate"] = control.Certificate ?? "",
            ["BehindProxy"] = $"{control.BehindProxy}",
            ["NoOpen"] = $"{!opensBrowser}",
        };
    }

    private static (string Low, string Middle, string High) Samples(HostOption option) => option switch
    {
        { Shape: OptionShape.Flag } => ("True", "False", "True"),
        { Key: "IndexChangesPerSecond" or "IndexRowsPerSecond" } => ("300", "400", "500"),
        { Value: "KIB" } => ("33", "34", "35"),
        { Shape: OptionShape.Number } => ("3", "4", "5"),
        { Value: "HH:MM-HH:MM" } => ("01:00-02:00", "03:00-04:00", "05:00-06:00"),
        { Key: "Overlays" } => ("napster", "gnutella", "NAPSTER"),
        { Value: "DIR" } => ("/file", "/environment", "/typed"),
        _ => ("file:1", "environment:2", "typed:3"),
    };

    private static string[] Typed(HostOption option, string value) => option.Shape == OptionShape.Flag ? [option.Name] : [option.Name, value];

    private static string FileOf(HostOption option, string value) => JsonSerializer.Serialize(new Dictionary<string, object>
    {
        [HostOption.Section] = new Dictionary<string, object> { [option.Key] = option.Shape == OptionShape.List ? new[] { value } : value },
    });

    private void Set(HostOption option, string value)
    {
        variables.Add($"{prefix}{HostOption.Section}__{option.Key}".ToUpperInvariant());
        Environment.SetEnvironmentVariable(variables[^1], value);
    }
}
