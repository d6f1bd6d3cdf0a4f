using System.Net;

namespace WebP2P.Host.Access;

/// <summary>How the owner reaches the control plane. Paths are absolute.</summary>
public sealed record ControlOptions
{
    /// <summary>Fewest characters of the owner's password.</summary>
    public const int PasswordLengthMin = 12;

    /// <summary>Data folder: <c>control-key</c>, certificate and data-protection keys lie in it.</summary>
    public required string Data { get; init; }

    /// <summary>Where to listen, separated by semicolons.</summary>
    public string Urls { get; init; } = "http://localhost:5080";

    /// <summary>Names under which a browser may ask, besides those of this computer.</summary>
    public IReadOnlyList<string> AllowedHosts { get; init; } = [];

    /// <summary>Addresses of reverse proxies whose forwarded headers are believed.</summary>
    public IReadOnlyList<string> TrustedProxies { get; init; } = [];

    /// <summary>First part of every path, e.g. <c>/node</c>; empty for none.</summary>
    public string PathBase { get; init; } = "";

    /// <summary>TLS with a certificate that the node signs itself.</summary>
    public bool Https { get; init; }

    /// <summary>A PKCS#12 file, or a PEM file with certificate and key, for TLS.</summary>
    public string? Certificate { get; init; }

    /// <summary>A container or a reverse proxy stands in front and decides who reaches this listener.</summary>
    public bool BehindProxy { get; init; }

    /// <summary>The owner's password given from outside; it counts instead of the one that was set up.</summary>
    public string? Password { get; init; }

    /// <summary>Nothing to set up: the demo's nodes are ready as they are.</summary>
    public bool SkipSetup { get; init; }

    /// <summary>The listeners, one each.</summary>
    public IReadOnlyList<string> UrlList => Urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>Whether TLS is on.</summary>
    public bool UsesTls => Https || Certificate is not null;

    /// <summary>Why the node must not start like this, in a sentence for the owner; null when it may.</summary>
    /// <param name="hasPassword">Whether the owner has set a password before.</param>
    public string? Validate(bool hasPassword)
    {
        if (UrlList.Count == 0) return "--urls names no address; give one such as http://localhost:5080.";
        foreach (var url in UrlList)
            if (UrlFault(url) is { } fault) return fault;
        if (Password is { Length: < PasswordLengthMin }) return $"The password given by WEBP2P__PASSWORD has fewer than {PasswordLengthMin} characters.";
        if (Certificate is not null && !File.Exists(Certificate)) return "The file given by --cert does not exist.";
        if (TrustedProxies.FirstOrDefault(proxy => !IPAddress.TryParse(proxy, out _)) is { } proxy) return $"--trusted-proxies takes IP addresses, and '{proxy}' is none.";
        if (PathBase.Length > 0 && (!PathBase.StartsWith('/') || PathBase.EndsWith('/'))) return "--path-base starts with / and does not end with it.";
        return WideFault(hasPassword || Password is not null);
    }

    /// <summary>Whether every listener is on loopback only.</summary>
    public bool IsLoopbackOnly => UrlList.All(url => BindingAddress.Parse(url) is var address && IsLoopback(address.Host));

    private string? WideFault(bool hasPassword)
    {
        if (IsLoopbackOnly) return null;
        if (!hasPassword) return "Listening wider than this computer needs a password: start once on localhost and set one, or give WEBP2P__PASSWORD.";
        return UsesTls || BehindProxy || UrlList.All(IsPrivate)
            ? null
            : "Listening wider than this computer needs --https, --cert FILE or, when a proxy or container stands in front, --behind-proxy.";
    }

    private string? UrlFault(string url)
    {
        if (!url.StartsWith("http://", StringComparison.OrdinalIgnoreCase) && !url.StartsWith("https://", StringComparison.OrdinalIgnoreCase))
            return $"--urls takes addresses that begin with http:// or https://, and '{url}' does not.";
        if (url.StartsWith("https://", StringComparison.OrdinalIgnoreCase) && !UsesTls) return $"'{url}' needs --https or --cert FILE.";
        try
        {
            return BindingAddress.Parse(url).PathBase.Length > 0 ? "--urls takes no path; use --path-base." : null;
        }
        catch (FormatException)
        {
            return $"'{url}' is not an address to listen on.";
        }
    }

    /// <summary>Plain http is allowed on a private address of the owner's choice, not on all addresses at once.</summary>
    private static bool IsPrivate(string url)
    {
        var host = BindingAddress.Parse(url).Host;
        if (IsLoopback(host)) return true;
        if (!IPAddress.TryParse(host.Trim('[', ']'), out var address)) return false;
        var bytes = address.GetAddressBytes();
        return address.IsIPv6LinkLocal || address.IsIPv6UniqueLocal || (bytes.Length == 4 && bytes is [10, ..] or [192, 168, ..] or [172, >= 16 and <= 31, ..]);
    }

    private static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}
