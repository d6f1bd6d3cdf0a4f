using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace WebP2P.Node.Control;

/// <summary>Names what the owner can change, so that nobody changes what he has not seen.</summary>
public static class EditVersion
{
    public static string Of(ShareView share) => Of((share.Name, share.Rules));

    public static string Of(ExcludeSettings everywhere) => Of(("", everywhere));

    private static string Of((string Name, ExcludeSettings Rules) edited) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(new { edited.Name, edited.Rules }))).AsSpan(0, 8));
}
