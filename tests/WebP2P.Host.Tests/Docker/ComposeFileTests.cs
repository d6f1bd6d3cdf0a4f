using System.ComponentModel;
using System.Diagnostics;
using WebP2P.Host.Tests.Architecture;

namespace WebP2P.Host.Tests.Docker;

public sealed class ComposeFileTests
{
    private const string PasswordVariable = "WEBP2P_PASSWORD";

    [Fact]
    public async Task Compose_accepts_an_index_node_and_two_peers_with_the_password_of_the_environment()
    {
        var services = await ComposeAsync("correct horse battery", "config", "--services");
        Assert.Equal(["alice", "bob", "index"], services.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order());

        var config = await ComposeAsync("correct horse battery", "config");
        Assert.True(config.ExitCode == 0, config.Errors);
        Assert.Equal(3, Count(config.Output, "WEBP2P__PASSWORD: correct horse battery"));
        Assert.Equal(3, Count(config.Output, "healthcheck:"));
        Assert.Equal(2, Count(config.Output, "index:6699"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public async Task Compose_refuses_to_start_without_a_password_and_names_the_variable(string? password)
    {
        var config = await ComposeAsync(password, "config");
        Assert.NotEqual(0, config.ExitCode);
        Assert.Contains("set " + PasswordVariable, config.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void The_control_plane_is_published_on_this_computer_only() =>
        Assert.All(
            Repository.Read("docker-compose.yml").Split('\n').Where(line => line.Contains("ports:", StringComparison.Ordinal)),
            line => Assert.Contains("\"127.0.0.1:", line, StringComparison.Ordinal));

    [Fact]
    public void The_image_runs_as_an_ordinary_user_and_asks_the_node_for_its_health()
    {
        var lines = Repository.Read("src/WebP2P.Host/Dockerfile").Split('\n');
        Assert.Contains("USER 1654:1654", lines);
        Assert.Contains("VOLUME [\"/data\", \"/downloads\"]", lines);
        Assert.Contains("EXPOSE 5080 6699", lines);
        Assert.Contains(lines, line => line.StartsWith("HEALTHCHECK", StringComparison.Ordinal) && line.EndsWith("CMD [\"webp2p\", \"status\", \"--quiet\"]", StringComparison.Ordinal));
        Assert.DoesNotContain(lines, line => line.Contains("PASSWORD", StringComparison.OrdinalIgnoreCase));
    }

    private static int Count(string text, string part) => text.Split(part).Length - 1;

    private static async Task<(int ExitCode, string Output, string Errors)> ComposeAsync(string? password, params string[] arguments)
    {
        var start = new ProcessStartInfo("docker-compose", arguments)
        {
            WorkingDirectory = Repository.Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Remove(PasswordVariable);
        if (password is not null)
            start.Environment[PasswordVariable] = password;
        try
        {
            using var compose = Process.Start(start)!;
            var errors = compose.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            var output = await compose.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            await compose.WaitForExitAsync(TestContext.Current.CancellationToken);
            return (compose.ExitCode, output, await errors);
        }
        catch (Win32Exception)
        {
            Assert.Skip("docker-compose is not installed");
            throw;
        }
    }
}
