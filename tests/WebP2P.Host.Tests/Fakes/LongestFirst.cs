using WebP2P.Host.Tests.Browser;
using WebP2P.Host.Tests.Story;
using Xunit.Sdk;
using Xunit.v3;

[assembly: TestCollectionOrderer(typeof(WebP2P.Host.Tests.Fakes.LongestFirst))]

namespace WebP2P.Host.Tests.Fakes;

/// <summary>What takes minutes one after the other begins first, so that nothing waits for it alone at the end.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly string[] Long = [ChromiumGroup.Name, nameof(KillTests), ".Namespaces.", ".Demo.", ".Cli."];

    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection =>
        [.. testCollections.OrderBy(collection => Place(collection.TestCollectionDisplayName))];

    private static int Place(string name) => Array.FindIndex(Long, name.Contains) is var place and >= 0 ? place : Long.Length;
}
