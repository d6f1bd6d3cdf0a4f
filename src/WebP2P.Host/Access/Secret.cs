using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace WebP2P.Host.Access;

/// <summary>Random words that open something, and how they are compared.</summary>
internal static class Secret
{
    private const int Bytes = 32;

    /// <summary>256 random bits as text that fits an address and a header.</summary>
    public static string New() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes));

    /// <summary>What is kept instead of the secret itself.</summary>
    public static byte[] Hash(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));

    /// <summary>Compares without telling by its time how much was right.</summary>
    public static bool Matches(string given, ReadOnlySpan<byte> hash) => CryptographicOperations.FixedTimeEquals(Hash(given), hash);
}
