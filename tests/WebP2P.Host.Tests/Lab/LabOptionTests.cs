using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using WebP2P.Host.Api;
using WebP2P.Host.Lab;
using WebP2P.Host.Tests.Architecture;
using WebP2P.Protocols.Overlays;
using WebP2P.Protocols.Overlays.Gnutella;
using WebP2P.Simulation;
using WebP2P.Simulation.Lab;

namespace WebP2P.Host.Tests.Lab;

public sealed class LabOptionTests
{
    /// <summary>Another value than the usual one for every setting of a run.</summary>
    private static readonly LabOptions Unusual = new()
    {
        Overlay = OverlayKind.Napster,
        Topology = "smallworld:8:25",
        Nodes = 12_345,
        Origin = 17,
        Ttl = 6,
        Strategy = null,
        ReplicasPerMillion = 1,
        FreeRidersPerMillion = 123_456,
        HitsEnough = 5,
        RingStep = 2,
        Files = 99,
        ZipfPerMille = 750,
        Queries = 4321,
        LossPerMillion = 20_000,
        DuplicatedPerMillion = 300_000,
        ReorderedPerMillion = 1_000_000,
        ReorderMinMs = 60,
        ReorderMaxMs = 600,
        FailPerMillion = 500_000,
        ChurnShapePerMille = 590,
        ChurnScaleMs = 2_460_500,
        AwayMs = 5_250,
        CrashesPerMillion = 1,
        MovesPerMillion = 250_000,
        Partitions = new([new SimulatedPartition(0, 1, 1), new SimulatedPartition(60_000, 90_500, 1_000_000)]),
        DialFailuresPerMille = 125,
        DelayIsOfLink = true,
        JitterMinMs = 3,
        JitterMaxMs = 4,
        LinkBytesPerSecond = 1_000_000_000_000,
        ClockSkewMaxMs = 86_400_001,
        DelayMinMs = 20,
        DelayMaxMs = 200,
        Seed = ulong.MaxValue,
        VirtualMsMax = 12_345_678,
    };

    [Fact]
    public void Every_setting_of_a_run_is_an_option_and_comes_through_every_way_unchanged()
    {
        var usual = new LabOptions();
        // The trace has an option of its own, which names its file.
        foreach (var setting in typeof(LabOptions).GetProperties().Where(setting => setting.Name != nameof(LabOptions.Traces)))
            Assert.False(Equals(setting.GetValue(usual), setting.GetValue(Unusual)), $"{setting.Name} is not tried here");
        var typed = LabReading.Arguments(Unusual).Chunk(2).ToDictionary(pair => pair[0], pair => pair[1]);
        Assert.Equal((Unusual, null), LabReading.Read(option => typed.GetValueOrDefault(option.Name)));
        Assert.Equal((Unusual, null), LabReading.Read(LabReading.Choices(Unusual)));
        Assert.Equal((Unusual, null), LabReading.Read(JsonSerializer.Deserialize<LabChoices>(JsonSerializer.Serialize(LabReading.Choices(Unusual), ApiJson.Options), ApiJson.Options)!));
        Assert.Equal(usual with { Nodes = 1000 }, LabReading.Read(new LabChoices()).Options);
    }

    [Fact]
    public void Fields_of_a_request_have_the_names_of_the_options()
    {
        var fields = JsonSerializer.SerializeToNode(LabReading.Choices(Unusual), ApiJson.Options)!.AsObject().Select(field => field.Key);
        Assert.Equal(LabOption.All.Select(option => option.Key), fields);
        Assert.Equal(LabOption.All.Count, LabOption.All.Select(option => option.Name).Distinct().Count());
    }

    [Fact]
    public void The_document_lists_every_option_as_the_program_has_it()
    {
        var rows = File.ReadLines(Path.Combine(Repository.Root, "docs", "lab.md")).Where(line => line.StartsWith("| `--", StringComparison.Ordinal));
        Assert.Equal(LabOption.All.Select(option => $"| `{option.Name} {option.Value}` | `{option.Key}` | {char.ToUpperInvariant(option.Rule[0])}{option.Rule[1..]}. | {option.Description} |"), rows);
    }

    [Theory]
    [InlineData("--overlay", "kazaa", "Gnutella", "")]
    [InlineData("--topology", "")]
    [InlineData("--nodes", "1", "1000001", "1e3", "-5", " 5", "5.5", "٣")]
    [InlineData("--origin", "-1", "1000000", "x")]
    [InlineData("--ttl", "0", "8", "255")]
    [InlineData("--strategy", "fast", "", "FLOOD", "0")]
    [InlineData("--replicas", "1.1", "-0.1", "0.0000001", "1,5", "NaN", "1e-3", "79228162514264337593543950336")]
    [InlineData("--free-riders", "2")]
    [InlineData("--hits", "0", "10001")]
    [InlineData("--ring-step", "0", "7")]
    [InlineData("--files", "0", "100001")]
    [InlineData("--zipf", "3.001", "0.0001")]
    [InlineData("--queries", "0", "1000001")]
    [InlineData("--loss", "1.000001")]
    [InlineData("--duplicate", "-1")]
    [InlineData("--reorder", "many")]
    [InlineData("--reorder-delay", "60001", "5..2", "late")]
    [InlineData("--fail", "30%")]
    [InlineData("--churn", "exp", "exp:0", "weibull:0.59", "weibull:0:5", "weibull:11:5", "weibull:1:1:1", "exp:99999999", "never")]
    [InlineData("--away", "-1", "2592001", "0.0001", "long")]
    [InlineData("--crash", "1.1")]
    [InlineData("--move", "2")]
    [InlineData("--partitions", "", "10..20", "10:0.5", "20..10:0.5", "10..10:0.5", "10..20:1.1", "-1..20:0.5", "10..2592001:0.5", "10..20:0.5,", "10..20:0.5:1", "often")]
    [InlineData("--dial-failures", "1.1", "0.0001", "some")]
    [InlineData("--delay", "60001", "5..2", "1..2..3", "..5", "5..", "-1", "1.5")]
    [InlineData("--delay-of", "LINK", "", "node")]
    [InlineData("--jitter", "60001", "9..8", "-1")]
    [InlineData("--bandwidth", "999", "1000000000001", "-1", "1.5")]
    [InlineData("--clock-skew", "604800.001", "-1", "0.0001")]
    [InlineData("--virtual-seconds", "0", "2592001", "0.0001")]
    [InlineData("--seed", "-1", "18446744073709551616", "one")]
    public void What_an_option_does_not_take_is_named_with_its_rule(string name, params string[] wrong)
    {
        foreach (var text in wrong)
        {
            var fault = LabReading.Read(option => option.Name == name ? text : null).Fault;
            Assert.True(fault?.Option?.Name == name, $"{name} {text}");
            Assert.Contains(fault!.Option.Rule, fault.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Every_option_has_wrong_values_that_are_tried()
    {
        var tried = typeof(LabOptionTests).GetMethod(nameof(What_an_option_does_not_take_is_named_with_its_rule))!.GetCustomAttributes(typeof(InlineDataAttribute), false)
            .Cast<InlineDataAttribute>().Select(data => (string)data.Data[0]!);
        Assert.Equal(LabOption.All.Select(option => option.Name), tried);
    }

    [Theory]
    [InlineData("exp:3600", 1000, 3_600_000)]
    [InlineData("weibull:0.59:2460.5", 590, 2_460_500)]
    [InlineData("none", 0, 0)]
    public void Sessions_are_read_as_shape_and_scale(string text, int shape, long scaleMs)
    {
        var options = LabReading.Read(new LabChoices(Churn: text)).Options;
        Assert.Equal((shape, scaleMs), (options.ChurnShapePerMille, options.ChurnScaleMs));
        Assert.Equal(text, LabReading.Choices(options).Churn);
    }

    [Theory]
    [InlineData("none", 0)]
    [InlineData("0..0.001:0", 1)]
    [InlineData("60..120.5:0.5,10..2592000:0.000001", 2)]
    public void Partitions_are_read_in_their_order(string text, int count)
    {
        var options = LabReading.Read(new LabChoices(Partitions: text)).Options;
        Assert.Equal(count, options.Partitions.All.Count);
        Assert.Equal(text, LabReading.Choices(options).Partitions);
    }

    [Theory]
    [InlineData(32, true)]
    [InlineData(33, false)]
    public void There_are_at_most_so_many_partitions(int count, bool isRead)
    {
        var text = string.Join(',', Enumerable.Repeat("1..2:0.5", count));
        Assert.Equal(isRead, LabReading.Read(new LabChoices(Partitions: text)).Fault is null);
    }

    [Fact]
    public void Every_way_of_travelling_has_its_name()
    {
        foreach (var way in Enum.GetValues<SearchWay>())
            Assert.Equal(way, LabReading.Read(new LabChoices(Strategy: way.ToString().ToLower(CultureInfo.InvariantCulture))).Options.Strategy);
        Assert.Null(LabReading.Read(new LabChoices(Strategy: "auto")).Options.Strategy);
    }

    [Fact]
    public void The_figures_stand_in_their_order_with_exactly_their_names_and_the_digest_last()
    {
        var line = JsonNode.Parse(LabFigures.Of(Fakes.FakeLabWorker.Report()).Json(LabReading.Choices(Unusual)))!.AsObject();
        Assert.Equal(
            ["options", "reached", "messages", "messagesPerNode", "duplicates", "successRate", "hopsMean", "hopsP50", "hopsP99", "firstHitMs", "bytes", "events", "eventsPerSecond", "digest"],
            line.Select(pair => pair.Key));
        Assert.Equal(812.5, (double)line["reached"]!);
    }

    [Fact]
    public void What_no_query_found_has_no_hops_and_no_time()
    {
        var figures = LabFigures.Of(Fakes.FakeLabWorker.Report() with { SuccessRate = 0, HopsMean = double.NaN, FirstHitMs = double.NaN });
        Assert.Equal((null, null, null, null), (figures.HopsMean, figures.HopsP50, figures.HopsP99, figures.FirstHitMs));
        Assert.Contains("\"hopsMean\":null", figures.Json(new LabChoices()), StringComparison.Ordinal);
    }
}
