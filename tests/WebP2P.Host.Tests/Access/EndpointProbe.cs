using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using WebP2P.Host.Tests.Fakes;

namespace WebP2P.Host.Tests.Access;

/// <summary>Asks every endpoint of a running node everything that must be refused.</summary>
internal sealed class EndpointProbe(TestControl control)
{
    /// <summary>Who may be asked by strangers, and nobody else.</summary>
    private static readonly Regex Open = new("^(GET|POST) /health/live$|^POST /api/v1/session/?$|^(GET|POST) /(login|error)$");

    /// <summary>Files of the login page.</summary>
    private static readonly Regex OpenFile = new(@"^(GET|HEAD) /((css|fonts|icons)/|js/login\.|_content/MudBlazor/MudBlazor\.min\.([\w]+\.)?css(\.gz|\.br)?$)");

    private static readonly Regex Parameter = new(@"\{\*{0,2}(?<name>\w+)[^}]*\}");

    private string Host => $"Host: {control.Address.Authority}";

    private string Bearer => $"Authorization: Bearer {control.Key}";

    /// <summary>Method and path of every endpoint, parameters filled in.</summary>
    public IReadOnlyList<(string Method, string Path, bool Anonymous)> Endpoints => Of(control.Services.GetRequiredService<EndpointDataSource>());

    public static IReadOnlyList<(string Method, string Path, bool Anonymous)> Of(EndpointDataSource source) =>
    [
        .. from endpoint in source.Endpoints.OfType<RouteEndpoint>()
           from method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET", "POST"]
           let path = "/" + Fill(endpoint.RoutePattern.RawText ?? "").TrimStart('/')
           select (method, path, endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null),
    ];

    /// <summary>Endpoints that are open to strangers without being named here.</summary>
    public IEnumerable<string> Unguarded() =>
        from endpoint in Endpoints
        where endpoint.Anonymous && !IsOpen(endpoint.Method, endpoint.Path)
        select $"{endpoint.Method} {endpoint.Path} is open to everybody";

    /// <summary>Requests that were answered although they must not be.</summary>
    public async Task<IReadOnlyList<string>> AnsweredAsync()
    {
        var answered = new List<string>();
        foreach (var (method, path, _) in Endpoints.Distinct())
            foreach (var (name, expected, headers) in Refused(method, path))
                if (await RawRequest.StatusAsync(control.Address, method, path, [.. headers, "Connection: close", "Content-Length: 0"]) is var status && !expected.Contains(status))
                    answered.Add($"{method} {path} with {name}: {status}");
        return answered;
    }

    private IEnumerable<(string Name, int[] Expected, string[] Headers)> Refused(string method, string path)
    {
        if (!IsOpen(method, path))
        {
            yield return ("no key", [401], [Host]);
            yield return ("a wrong key", [401], [Host, "Authorization: Bearer webp2p_wrong"]);
            yield return ("the key by another scheme", [401], [Host, $"Authorization: Basic {control.Key}"]);
        }

        yield return ("another Host", [400], ["Host: evil.example", Bearer]);
        yield return ("a Host that ends like ours", [400], [$"Host: evil.localhost:{control.Address.Port}", Bearer]);
        yield return ("an empty Host", [400], ["Host:", Bearer]);
        yield return ("another Origin", [403], [Host, Bearer, "Origin: http://evil.example"]);
        yield return ("an Origin of this machine on another port", [403], [Host, Bearer, "Origin: http://127.0.0.1:1"]);
        yield return ("a null Origin", [403], [Host, Bearer, "Origin: null"]);
        yield return ("a WebSocket of another site", [403], [Host, Bearer, "Sec-Fetch-Site: cross-site", .. WebSocket]);
        yield return ("a WebSocket of another Origin", [403], [Host, Bearer, "Origin: http://evil.example", .. WebSocket]);
    }

    private static string[] WebSocket => ["Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="];

    private static bool IsOpen(string method, string path) => Open.IsMatch($"{method} {path}") || OpenFile.IsMatch($"{method} {path}");

    private static string Fill(string pattern) => Parameter.Replace(pattern, match => match.Groups["name"].Value switch
    {
        "id" => Guid.Empty.ToString(),
        "hash" or "nodeId" => new string('a', 64),
        "documentName" => "v1",
        "extension" => "json",
        _ => "x",
    });
}
