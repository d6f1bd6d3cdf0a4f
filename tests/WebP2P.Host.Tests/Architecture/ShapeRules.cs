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

    private static readonly string[] FamilyFiles = ["Messages.cs", "Events.cs", "Views.cs"];

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

    /// <summary>One public type a file; a family of records, and an interface's records, may share one.</summary>
    public static IEnumerable<string> PublicTypes(SourceFile file)
    {
        var types = file.TopTypes().Where(type => type.Modifiers.Any(SyntaxKind.PublicKeyword)).ToList();
        if (types.Count > 1 && !FamilyFiles.Any(ending => file.Name.EndsWith(ending, StringComparison.Ordinal)) && !IsFamily(types))
            yield return $"{file.Path}: {string.Join(", ", types.Select(type => type.Identifier.Text))}";
    }

    /// <summary>Every type is the common parent or a record derived from it.</summary>
    private static bool IsFamily(List<BaseTypeDeclarationSyntax> types)
    {
        var parents = types.Select(Parent).OfType<string>().Distinct().ToList();
        return parents.Count == 1 && types.All(type => type is RecordDeclarationSyntax && (Parent(type) is not null || type.Identifier.Text == parents[0]));
    }

    private static string? Parent(BaseTypeDeclarationSyntax type) => type.BaseList?.Types.FirstOrDefault()?.Type.ToString();

    private static bool IsForGenerator(AttributeSyntax attribute) =>
        GeneratorAttributes.Contains(attribute.Name.ToString());
}
