namespace WebP2P.Host.Tests.Browser;

/// <summary>Browser tests run one after the other, in one browser.</summary>
[CollectionDefinition(Name)]
public sealed class ChromiumGroup : ICollectionFixture<ChromiumFixture>
{
    public const string Name = "Chromium";
}
