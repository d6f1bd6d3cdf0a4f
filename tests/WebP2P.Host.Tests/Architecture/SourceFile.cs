using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace WebP2P.Host.Tests.Architecture;

/// <summary>One hand-written file with its syntax tree; of a Razor file the tree covers the <c>@code</c> block.</summary>
internal sealed class SourceFile(string path, string text)
{
    private readonly Lazy<SyntaxNode> root = new(() =>
        CSharpSyntaxTree.ParseText(path.EndsWith(".razor", StringComparison.Ordinal) ? RazorCode(text) : text).GetRoot());

    public string Path => path;

    public string Text => text;

    public string Name => path[(path.LastIndexOf('/') + 1)..];

    public bool IsTest => path.StartsWith("tests/", StringComparison.Ordinal) && path.Contains(".Tests/", StringComparison.Ordinal);

    public string[] Lines { get; } = text.TrimEnd('\n').Split('\n');

    public IEnumerable<T> All<T>() where T : SyntaxNode => root.Value.DescendantNodes().OfType<T>();

    /// <summary>Types of the file that are not nested in another type.</summary>
    public IEnumerable<BaseTypeDeclarationSyntax> TopTypes() =>
        All<BaseTypeDeclarationSyntax>().Where(type => type.Parent is not TypeDeclarationSyntax);

    public string At(SyntaxNode node, string complaint) =>
        $"{path}:{node.GetLocation().GetLineSpan().StartLinePosition.Line + 1}: {complaint}";

    /// <summary>Keeps the line numbers: what precedes the block becomes empty lines.</summary>
    private static string RazorCode(string text)
    {
        var start = text.IndexOf("@code", StringComparison.Ordinal);
        if (start < 0)
            return "";
        var linesBefore = text[..start].Count(character => character == '\n');
        return new string('\n', linesBefore) + "class Component " + text[(start + "@code".Length)..];
    }
}
