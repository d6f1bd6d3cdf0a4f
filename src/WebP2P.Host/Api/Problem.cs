namespace WebP2P.Host.Api;

/// <summary>Why a call was refused.</summary>
/// <param name="Type">Stable, kebab-case.</param>
/// <param name="Message">What happened, what is safe, what to do.</param>
internal sealed record Problem(int Status, string Type, string Message, IReadOnlyDictionary<string, object?>? Extensions = null);
