namespace WebP2P.Protocols.Overlays.Napster;

/// <summary>Sentences that travel or that a stranger wrote: shown, but not a page of them.</summary>
internal static class Reasons
{
    /// <summary>Characters; in UTF-8 they stay below the 512 bytes that a reason may have on the wire.</summary>
    private const int CharactersMax = 170;

    public static string Shortened(string reason) => reason.Length <= CharactersMax ? reason : reason[..CharactersMax];
}
