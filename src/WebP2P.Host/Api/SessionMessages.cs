namespace WebP2P.Host.Api;

/// <param name="Code">The one-time code of a login link; this or the password.</param>
internal sealed record SessionRequest(string? Code = null, string? Password = null);

/// <param name="AntiforgeryToken">To be sent as <c>X-XSRF-TOKEN</c> with every POST, PUT, PATCH and DELETE; null for those who use the key.</param>
/// <param name="HasPassword">Whether a password was set.</param>
internal sealed record SessionView(string SignedInBy, string? AntiforgeryToken, bool HasPassword);

/// <param name="Url">Signs one browser in, within ten minutes.</param>
internal sealed record LoginLinkView(string Url, DateTimeOffset ExpiresAt);
