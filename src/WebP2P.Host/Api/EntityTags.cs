using WebP2P.Node.Control;

namespace WebP2P.Host.Api;

/// <summary>ETag and If-Match of what the owner can change; figures that change by themselves are no part of it.</summary>
internal static class EntityTags
{
    public const string Header = "If-Match";

    public static void Tag(this HttpContext context, string version) => context.Response.Headers.ETag = $"\"{version}\"";

    public static void Tag(this HttpContext context, ShareView share) => context.Tag(EditVersion.Of(share));

    /// <summary>The version that the caller has seen; null when it does not say.</summary>
    public static string? SeenVersion(this HttpContext context) =>
        context.Request.Headers.IfMatch.ToString() is { Length: > 0 } given ? given.Trim().Trim('"') : null;
}
