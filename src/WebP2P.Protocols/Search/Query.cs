namespace WebP2P.Protocols.Search;

/// <summary>A parsed query.</summary>
public sealed class Query
{
}
