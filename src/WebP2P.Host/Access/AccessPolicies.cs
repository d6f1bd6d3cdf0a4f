using Microsoft.AspNetCore.Authorization;

namespace WebP2P.Host.Access;

/// <summary>Who may call what: whoever is signed in, unless an endpoint says otherwise.</summary>
internal static class AccessPolicies
{
    /// <summary>Only those who have the key.</summary>
    public const string Key = "key";

    public static void Apply(AuthorizationOptions options)
    {
        options.FallbackPolicy = options.DefaultPolicy = new AuthorizationPolicyBuilder(OwnerAuthentication.SchemeName).RequireAuthenticatedUser().Build();
        options.AddPolicy(Key, policy => policy.AddAuthenticationSchemes(OwnerAuthentication.SchemeName).RequireClaim(System.Security.Claims.ClaimTypes.AuthenticationMethod, "key"));
    }
}
