namespace WebP2P.Host.Access;

/// <summary>The word of one response that lets a page's own inline script run (Blazor writes its import map inline).</summary>
public sealed class PageNonce
{
    public string Value { get; } = Secret.New();
}
