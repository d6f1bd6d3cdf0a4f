namespace WebP2P.Host.Tests.Architecture;

public sealed class ArrowTests
{
    public static TheoryData<string> Assemblies => [.. AssemblyArrows.Allowed.Keys];

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void Arrows_only_point_down(string assembly) =>
        Assert.Empty(AssemblyArrows.Forbidden(assembly, AssemblyArrows.References(assembly)));

    [Fact]
    public void Protocol_code_touches_no_socket_file_clock_thread_or_task() =>
        Assert.Empty(AssemblyArrows.ImpureTypes(AssemblyArrows.UsedTypes("WebP2P.Protocols")));

    [Theory]
    [InlineData("WebP2P.Protocols", "Microsoft.Extensions.Logging.Abstractions")]
    [InlineData("WebP2P.Protocols", "SystemOfOthers")]
    [InlineData("WebP2P.Simulation", "WebP2P.Node")]
    [InlineData("WebP2P.Simulation", "Microsoft.AspNetCore")]
    [InlineData("WebP2P.Node", "WebP2P.Simulation")]
    [InlineData("WebP2P.Node", "webp2p")]
    [InlineData("WebP2P.Node", "MudBlazor")]
    public void An_arrow_that_points_elsewhere_is_reported(string assembly, string reference) =>
        Assert.Equal([reference], AssemblyArrows.Forbidden(assembly, ["System.Runtime", reference]));

    [Fact]
    public void A_type_with_side_effects_is_reported() =>
        Assert.Equal(["System.Net.Sockets.Socket"], AssemblyArrows.ImpureTypes(["System.Net.IPAddress", "System.Net.Sockets.Socket"]));

    [Fact]
    public void The_references_of_built_assemblies_are_read()
    {
        Assert.Contains("System.Runtime", AssemblyArrows.References("WebP2P.Protocols"));
        Assert.Contains("System.Object", AssemblyArrows.UsedTypes("WebP2P.Protocols"));
    }
}
