using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace WebP2P.Host.Tests.Architecture;

/// <summary>What is not written in the code: loose ends, sleeping, unsafe markup, swallowed errors.</summary>
internal static class WordRules
{
    // Joined here, so that this file passes its own rules.
    private static readonly Regex LooseEnd = new(@"\b(TO" + "DO|FIX" + "ME|HA" + "CK|NotImplemented" + @"Exception)\b");
    private static readonly Regex Markup = new(@"\bMarkup" + @"String\b");

    /// <summary>Outermost loops of services, each with its reason; everywhere else the caught type is named.</summary>
    private static readonly Dictionary<string, string> CatchAllFiles = new()
    {
        ["src/WebP2P.Node/Transfers/TransferLoop.cs"] = "one input that fails must not end all transfers",
        ["src/WebP2P.Node/Links/LinkUsers.cs"] = "a user's failure must not end a link that others use",
        ["src/WebP2P.Node/Overlays/OverlayLoop.cs"] = "a bug in one input must not end the overlay, and every question gets its answer",
    };

    public static IEnumerable<string> LooseEnds(SourceFile file) => Lines(file, LooseEnd, "loose end");

    public static IEnumerable<string> RawMarkup(SourceFile file) => Lines(file, Markup, "unescaped markup");

    public static IEnumerable<string> Sleeping(SourceFile file) =>
        from access in file.All<MemberAccessExpressionSyntax>()
        let call = access.ToString()
        where call.EndsWith("Thread.Sleep", StringComparison.Ordinal)
            || (file.IsTest && call.EndsWith("Task.Delay", StringComparison.Ordinal))
        select file.At(access, $"{call} waits a fixed time");

    /// <summary>A filter that names the expected types is as good as naming one; what is thrown on is not swallowed.</summary>
    public static IEnumerable<string> CatchAll(SourceFile file) =>
        from clause in file.All<CatchClauseSyntax>()
        where clause.Declaration?.Type.ToString() is null or "Exception" or "System.Exception"
        where !NamesTypes(clause.Filter?.FilterExpression) && clause.Block.Statements.LastOrDefault() is not ThrowStatementSyntax { Expression: null }
        where !CatchAllFiles.ContainsKey(file.Path)
        select file.At(clause, "catches everything");

    /// <summary>Allowed files that no longer catch everything.</summary>
    public static IEnumerable<string> NeedlessCatchAllFiles(IEnumerable<SourceFile> files)
    {
        var catching = files
            .Where(file => file.All<CatchClauseSyntax>().Any(clause => !NamesTypes(clause.Filter?.FilterExpression)
                && clause.Declaration?.Type.ToString() is null or "Exception"))
            .Select(file => file.Path);
        return CatchAllFiles.Keys.Except(catching);
    }

    private static bool NamesTypes(ExpressionSyntax? filter) => filter switch
    {
        IsPatternExpressionSyntax { Pattern: not UnaryPatternSyntax } => true,
        BinaryExpressionSyntax binary when binary.IsKind(SyntaxKind.IsExpression) => true,
        BinaryExpressionSyntax binary when binary.IsKind(SyntaxKind.LogicalAndExpression) => NamesTypes(binary.Left) || NamesTypes(binary.Right),
        _ => false,
    };

    private static IEnumerable<string> Lines(SourceFile file, Regex pattern, string complaint) =>
        from line in file.Lines.Index()
        where pattern.IsMatch(line.Item)
        select $"{file.Path}:{line.Index + 1}: {complaint}";
}
