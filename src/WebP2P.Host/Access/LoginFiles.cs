using Microsoft.AspNetCore.Authorization;

namespace WebP2P.Host.Access;

/// <summary>The files that the login page is made of: served to everybody, and no others.</summary>
internal static class LoginFiles
{
    private static readonly string[] Beginnings = ["css/", "fonts/", "icons/", "js/login.", "_content/MudBlazor/MudBlazor.min."];

    public static void Open(EndpointBuilder endpoint)
    {
        if (endpoint is RouteEndpointBuilder { RoutePattern.RawText: { } path } && IsNeeded(path.TrimStart('/'))) endpoint.Metadata.Add(new AllowAnonymousAttribute());
    }

    private static bool IsNeeded(string path) =>
        Beginnings.Any(beginning => path.StartsWith(beginning, StringComparison.Ordinal)) && (!path.StartsWith("_content/", StringComparison.Ordinal) || path.Contains(".css", StringComparison.Ordinal));
}
