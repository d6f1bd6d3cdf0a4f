using WebP2P.Host.Access;

namespace WebP2P.Host.Tests.Access;

public sealed class ControlOptionsTests
{
    [Theory]
    [InlineData("http://localhost:5080", false)]
    [InlineData("http://127.0.0.1:5080;http://[::1]:5080", false)]
    [InlineData("http://192.168.1.4:5080", true)]
    [InlineData("http://localhost:5080;http://10.0.0.2:5080", true)]
    public void These_addresses_may_be_listened_on(string urls, bool hasPassword) =>
        Assert.Null(Options(urls).Validate(hasPassword));

    [Theory]
    [InlineData("http://0.0.0.0:5080")]
    [InlineData("http://*:5080")]
    [InlineData("http://192.168.1.4:5080")]
    [InlineData("http://localhost:5080;http://[::]:5080")]
    public void Listening_wider_than_this_computer_needs_a_password(string urls) =>
        Assert.Contains("needs a password", (Options(urls) with { Https = true, BehindProxy = true }).Validate(false), StringComparison.Ordinal);

    [Fact]
    public void Listening_on_all_addresses_needs_encryption_or_something_in_front()
    {
        var options = Options("http://0.0.0.0:5080") with { Password = "correct horse battery" };
        Assert.Contains("--https", options.Validate(false), StringComparison.Ordinal);
        Assert.Null((options with { Https = true }).Validate(false));
        Assert.Null((options with { BehindProxy = true }).Validate(false));
        Assert.Contains("--https", Options("http://8.8.8.8:80").Validate(true), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ftp://localhost", "begin with http")]
    [InlineData("https://localhost:5080", "--https")]
    [InlineData("http://localhost:5080/x", "--path-base")]
    [InlineData("", "names no address")]
    public void A_fault_in_the_addresses_is_a_sentence(string urls, string expected) =>
        Assert.Contains(expected, Options(urls).Validate(true), StringComparison.Ordinal);

    [Fact]
    public void Faults_of_other_options_are_sentences()
    {
        Assert.Contains("12 characters", (Options() with { Password = "short" }).Validate(false), StringComparison.Ordinal);
        Assert.Contains("--cert", (Options() with { Certificate = "/nothing.pem" }).Validate(false), StringComparison.Ordinal);
        Assert.Contains("--trusted-proxies", (Options() with { TrustedProxies = ["proxy"] }).Validate(false), StringComparison.Ordinal);
        Assert.Contains("--path-base", (Options() with { PathBase = "node" }).Validate(false), StringComparison.Ordinal);
    }

    private static ControlOptions Options(string urls = "http://localhost:5080") => new() { Data = "/data", Urls = urls };
}
