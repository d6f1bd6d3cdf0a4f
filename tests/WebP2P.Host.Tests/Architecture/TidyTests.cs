namespace WebP2P.Host.Tests.Architecture;

public sealed class TidyTests
{
    private static readonly string LongBody = string.Concat(Enumerable.Repeat("    Step();\n", 60));

    private static readonly Dictionary<string, Func<SourceFile, IEnumerable<string>>> Rules = new()
    {
        ["A file has at most 400 lines"] = SizeRules.FileLength,
        ["A method has at most 60 lines"] = SizeRules.MethodLength,
        ["A constructor has at most 5 parameters"] = SizeRules.ConstructorParameters,
        ["There are no regions"] = ShapeRules.Regions,
        ["A type is partial only for a generator"] = ShapeRules.PartialTypes,
        ["A type name says what it is"] = ShapeRules.TypeNames,
        ["A file has one public type, and its data"] = ShapeRules.PublicTypes,
        ["There are no loose ends"] = WordRules.LooseEnds,
        ["Markup of strangers is escaped"] = WordRules.RawMarkup,
        ["Nothing sleeps"] = WordRules.Sleeping,
        ["A caught exception is named"] = WordRules.CatchAll,
    };

    /// <summary>Rule, file name, text that breaks the rule, text beside it that keeps it.</summary>
    private static readonly (string Rule, string Path, string Bad, string Good)[] Samples =
    [
        ("A file has at most 400 lines", "src/A.cs", new string('\n', 400) + "class A;", new string('\n', 399) + "class A;"),
        ("A method has at most 60 lines", "src/A.cs", $"class A\n{{\n  void B() {{\n{LongBody}  }}\n}}", "class A { void B() { Step(); } }"),
        ("A method has at most 60 lines", "src/A.razor", $"<p/>\n@code {{\n  void B() {{\n{LongBody}  }}\n}}", "<p/>\n@code { void B() { } }"),
        ("A constructor has at most 5 parameters", "src/A.cs", "class A(int a, int b, int c, int d, int e, int f);", "record A(int a, int b, int c, int d, int e, int f);"),
        ("A constructor has at most 5 parameters", "src/A.cs", "class A { A(int a, int b, int c, int d, int e, int f) { } }", "class A { A(int a, int b, int c, int d, int e) { } }"),
        ("There are no regions", "src/A.cs", "#region a\nclass A;\n#endregion", "class A;"),
        ("A type is partial only for a generator", "src/A.cs", "partial class A;", "partial class A { [LoggerMessage(1)] partial void B(); }"),
        ("A type name says what it is", "src/A.cs", "class TransferManager;", "class Transfers;"),
        ("A file has one public type, and its data", "src/A.cs", "public class A; public interface B;", "public class A; class B;"),
        ("A file has one public type, and its data", "src/A.cs", "public class A; public struct B;", "public interface A; public record B; public enum C;"),
        ("There are no loose ends", "src/A.cs", "// TO" + "DO", "// To do"),
        ("Markup of strangers is escaped", "src/A.razor", "@((Markup" + "String)name)", "@name"),
        ("Nothing sleeps", "src/A.cs", "Thread.Sleep(1);", "await Task.Delay(1);"),
        ("Nothing sleeps", "tests/A.Tests/A.cs", "await Task.Delay(1);", "await done.Task;"),
        ("A caught exception is named", "src/A.cs", "try { } catch (Exception) { }", "try { } catch (IOException) { }"),
        ("A caught exception is named", "src/A.cs", "try { } catch { }", "try { } catch (Exception e) when (e is IOException or TimeoutException) { }"),
        ("A caught exception is named", "src/A.cs", "try { } catch (Exception e) when (e is not IOException) { }", "try { } catch { Undo(); throw; }"),
    ];

    public static TheoryData<string> RuleNames => [.. Rules.Keys];

    public static TheoryData<int> SampleIndexes => [.. Enumerable.Range(0, Samples.Length)];

    [Theory]
    [MemberData(nameof(RuleNames))]
    public void Every_source_file_keeps_the_rule(string rule)
    {
        var complaints = Repository.Sources.SelectMany(Rules[rule]).ToList();
        Assert.True(complaints.Count == 0, string.Join('\n', complaints));
    }

    [Theory]
    [MemberData(nameof(SampleIndexes))]
    public void A_rule_tells_a_bad_sample_from_a_good_one(int index)
    {
        var (rule, path, bad, good) = Samples[index];
        Assert.NotEmpty(Rules[rule](new SourceFile(path, bad)));
        Assert.Empty(Rules[rule](new SourceFile(path, good)));
    }

    [Fact]
    public void Every_rule_has_a_sample() =>
        Assert.Equal(Rules.Keys.Order(), Samples.Select(sample => sample.Rule).Distinct().Order());

    [Theory]
    [InlineData("src/WebP2P.Protocols/")]
    [InlineData("src/WebP2P.Host/")]
    [InlineData("tests/WebP2P.Host.Tests/")]
    public void The_rules_see_the_sources_of(string folder) =>
        Assert.Contains(folder, Repository.Sources.Select(file => file.Path[..Math.Min(folder.Length, file.Path.Length)]));

    [Fact]
    public void The_list_of_files_that_may_catch_everything_holds_no_others() =>
        Assert.Empty(WordRules.NeedlessCatchAllFiles(Repository.Sources));
}
