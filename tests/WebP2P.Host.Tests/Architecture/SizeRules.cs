using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace WebP2P.Host.Tests.Architecture;

/// <summary>How long files, methods and parameter lists may be.</summary>
internal static class SizeRules
{
    private const int FileLinesMax = 400;
    private const int MethodLinesMax = 60;
    private const int ConstructorParametersMax = 5;

    public static IEnumerable<string> FileLength(SourceFile file)
    {
        if (file.Lines.Length > FileLinesMax)
            yield return $"{file.Path}: {file.Lines.Length} lines";
    }

    public static IEnumerable<string> MethodLength(SourceFile file) =>
        from node in file.All<SyntaxNode>()
        where node is BaseMethodDeclarationSyntax or LocalFunctionStatementSyntax or BasePropertyDeclarationSyntax
        let span = node.GetLocation().GetLineSpan()
        let lines = span.EndLinePosition.Line - span.StartLinePosition.Line + 1
        where lines > MethodLinesMax
        select file.At(node, $"{lines} lines");

    /// <summary>Records are exempt: their parameters are data, not collaborators.</summary>
    public static IEnumerable<string> ConstructorParameters(SourceFile file) =>
        from node in file.All<SyntaxNode>()
        let parameters = node switch
        {
            RecordDeclarationSyntax => null,
            TypeDeclarationSyntax type => type.ParameterList,
            ConstructorDeclarationSyntax constructor => constructor.ParameterList,
            _ => null,
        }
        where parameters?.Parameters.Count > ConstructorParametersMax
        select file.At(node, $"{parameters.Parameters.Count} constructor parameters");
}
