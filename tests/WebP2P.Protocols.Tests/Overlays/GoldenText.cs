using System.Globalization;
using System.Text;
using WebP2P.Simulation;

namespace WebP2P.Protocols.Tests.Overlays;

/// <summary>What happens in a network, line by line, and its comparison with a file.</summary>
internal sealed class GoldenText
{
    /// <summary>Set to 1, the files are written instead of compared.</summary>
    private const string WriteVariable = "WEBP2P_WRITE_GOLDEN";

    private readonly StringBuilder text = new();

    /// <param name="line">What a step is in words; null: no line.</param>
    public GoldenText(SimulatedNetwork network, Func<SimulatedStep, string?> line) => network.Observer = step =>
    {
        if ((line(step) ?? Plain(step)) is { } words) text.Append(CultureInfo.InvariantCulture, $"{step.TimeMs,7}  {words}\n");
    };

    public void Say(string line) => text.Append("# ").Append(line).Append('\n');

    public void Check(string name)
    {
        var path = Path.Combine(Root(), "tests", "WebP2P.Protocols.Tests", "Golden", name + ".txt");
        if (Environment.GetEnvironmentVariable(WriteVariable) == "1") File.WriteAllText(path, text.ToString());
        Assert.Equal(File.ReadAllText(path).Split('\n'), text.ToString().Split('\n'));
    }

    /// <summary>What is said alike of every overlay.</summary>
    private static string? Plain(SimulatedStep step) => step.Kind switch
    {
        StepKind.Linked => $"{step.To} is linked with {step.From}",
        StepKind.Unlinked => $"{step.To} lost the link with {step.From}: {step.Payload}",
        StepKind.Dropped => $"{step.To} drops a message of {step.From}: {step.Payload}",
        StepKind.Killed => $"{step.To} is gone",
        StepKind.DialFailed => $"{step.To} dials {step.Payload} in vain",
        _ => null,
    };

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "WebP2P.sln"))) folder = folder.Parent ?? throw new InvalidOperationException("The solution's folder is not above the tests.");
        return folder.FullName;
    }
}
