using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace WebP2P.Host.Tests.Architecture;

/// <summary>Which assemblies and types each project may use, read from the built files.</summary>
internal static class AssemblyArrows
{
    private static readonly string[] Runtime = ["System", "Microsoft.Win32"];

    private static readonly string[] Framework =
        [.. Runtime, "Microsoft.AspNetCore", "Microsoft.Extensions", "Microsoft.Net.Http.Headers", "Microsoft.EntityFrameworkCore", "Microsoft.Data.Sqlite", "SQLitePCLRaw"];

    /// <summary>An assembly may use those whose name equals an entry or continues it after a dot; the host may use all.</summary>
    public static IReadOnlyDictionary<string, string[]> Allowed { get; } = new Dictionary<string, string[]>
    {
        ["WebP2P.Protocols"] = ["System"],
        ["WebP2P.Simulation"] = ["System", "WebP2P.Protocols"],
        ["WebP2P.Node"] = [.. Framework, "WebP2P.Protocols"],
        ["WebP2P.Shared"] = Framework,
    };

    /// <summary>Sockets, files, clocks, threads and tasks: what a pure protocol assembly never touches.</summary>
    private static readonly string[] Impure =
    [
        "System.IO.", "System.Net.Sockets.", "System.Net.Http.", "System.Net.WebSockets.", "System.Threading.Tasks.", "System.Threading.Thread",
        "System.Threading.Timer", "System.Threading.Monitor", "System.Threading.Lock", "System.Diagnostics.Stopwatch", "System.Diagnostics.Process",
        "System.TimeProvider", "System.Random", "System.Security.Cryptography.RandomNumberGenerator",
    ];

    public static IEnumerable<string> Forbidden(string assembly, IEnumerable<string> references) =>
        references.Where(reference => !Allowed[assembly].Any(allowed =>
            reference == allowed || reference.StartsWith(allowed + '.', StringComparison.Ordinal)));

    public static IEnumerable<string> ImpureTypes(IEnumerable<string> types) =>
        types.Where(type => Impure.Any(prefix => type.StartsWith(prefix, StringComparison.Ordinal)));

    public static List<string> References(string assembly) =>
        Read(assembly, metadata => metadata.AssemblyReferences.Select(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name)));

    public static List<string> UsedTypes(string assembly) =>
        Read(assembly, metadata => metadata.TypeReferences.Select(metadata.GetTypeReference)
            .Select(type => $"{metadata.GetString(type.Namespace)}.{metadata.GetString(type.Name)}"));

    private static List<string> Read(string assembly, Func<MetadataReader, IEnumerable<string>> names)
    {
        using var file = new PEReader(File.OpenRead(Path.Combine(AppContext.BaseDirectory, assembly + ".dll")));
        return [.. names(file.GetMetadataReader())];
    }
}
