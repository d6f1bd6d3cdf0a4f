using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace WebP2P.Host.Tests.Architecture;

/// <summary>What types look like and what they are called.</summary>
internal static class ShapeRules
{
    private static readonly string[] EmptyEndings =
        ["Manager", "Managers", "Helper", "Helpers", "Util", "Utils", "Utility", "Utilities", "Common", "Base", "Impl"];

    private static readonly string[] GeneratorAttributes =
        ["LoggerMessage", "GeneratedRegex", "LibraryImport", "JsonSerializable", "OptionsValidator"];

    public static IEnumerable<string> Regions(SourceFile file) =>
        file.Lines.Index().Where(line => line.Item.TrimStart().StartsWith("#region", StringComparison.Ordinal))
            .Select(line => $"{file.Path}:{line.Index + 1}: region");

    /// <summary>A type is split only where a source generator writes the other half.</summary>
    public static IEnumerable<string> PartialTypes(SourceFile file) =>
        from type in file.All<TypeDeclarationSyntax>()
        where type.Modifiers.Any(SyntaxKind.PartialKeyword)
        where type.Identifier.Text != "Program" && !file.Name.EndsWith(".razor.cs", StringComparison.Ordinal)
        where !type.DescendantNodes().OfType<AttributeSyntax>().Any(IsForGenerator)
        select file.At(type, $"{type.Identifier.Text} is partial");

    public static IEnumerable<string> TypeNames(SourceFile file) =>
        from type in file.All<BaseTypeDeclarationSyntax>()
        let name = type.Identifier.Text
        where EmptyEndings.Any(ending => name.EndsWith(ending, StringComparison.Ordinal))
        select file.At(type, $"{name} says nothing by its ending");

    /// <summary>One public type with behaviour a file; the records and enumerations that it speaks of may stand beside it.</summary>
    public static IEnumerable<string> PublicTypes(SourceFile file)
    {
        var types = file.TopTypes()
            .Where(type => type.Modifiers.Any(SyntaxKind.PublicKeyword) && type is not RecordDeclarationSyntax and not EnumDeclarationSyntax)
            .Select(type => type.Identifier.Text)
            .ToList();
        if (types.Count > 1)
            yield return $"{file.Path}: {string.Join(", ", types)}";
    }

    private static bool IsForGenerator(AttributeSyntax attribute) =>
        GeneratorAttributes.Contains(attribute.Name.ToString());
}
