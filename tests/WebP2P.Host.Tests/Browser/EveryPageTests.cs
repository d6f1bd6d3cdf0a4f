using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Components;
using WebP2P.Host.Cli;
using WebP2P.Host.Tests.Story;

namespace WebP2P.Host.Tests.Browser;

[Collection(ChromiumGroup.Name)]
public sealed class EveryPageTests(ChromiumFixture chromium)
{
    [Fact]
    public async Task Every_page_of_a_living_node_stands_without_a_word_in_the_console()
    {
        await using var bob = await TestNode.StartAsync("bob");
        await using var alice = await TestNode.StartAsync("alice", bob.PeerAddress);
        bob.Share("Harry Potter.txt", [1, 2, 3]);
        await bob.RescanAsync();
        var (search, results) = await alice.SearchAsync("potter");
        var result = Assert.Single(results);
        var download = await alice.PostAsync("downloads", new { hash = result.GetProperty("hash").GetString(), size = 3, searchId = search });
        var peer = (await bob.GetAsync("node")).GetProperty("id").GetString()!;
        var run = (await alice.PostAsync("lab/runs", new { nodes = 50, queries = 2 })).GetProperty("id").GetString()!;
        var ids = new Dictionary<string, string> { ["search"] = search, ["downloads"] = download.GetProperty("id").GetString()!, ["network"] = peer, ["lab"] = run };

        await using var context = await chromium.OpenAsync();
        var watched = await context.SignInAsync(alice.Host.NewLoginLink());
        foreach (var path in Paths(ids))
        {
            await watched.OpenAsync(new Uri(alice.Host.Address), path);
            var title = await watched.Page.Locator("h1").First.TextContentAsync();
            TestContext.Current.TestOutputHelper?.WriteLine($"/{path}: {title}");
            if (path.Contains('/', StringComparison.Ordinal)) Assert.DoesNotContain("No such", title, StringComparison.Ordinal);
            Assert.True(watched.Complaints.Count == 0, $"/{path}: {string.Join('\n', watched.Complaints)}");
        }
    }

    /// <summary>All routes of the program's pages; a parameter takes the id that belongs to the route's first part.</summary>
    private static List<string> Paths(Dictionary<string, string> ids)
    {
        var routes = typeof(NodeHost).Assembly.GetTypes().SelectMany(type => type.GetCustomAttributes<RouteAttribute>()).Select(route => route.Template.TrimStart('/')).Order(StringComparer.Ordinal);
        var paths = routes.Select(route => Regex.Replace(route, @"\{[^}]+\}", _ => ids[route.Split('/')[0]])).ToList();
        Assert.True(paths.Count >= 10, $"Only {paths.Count} pages were found.");
        return paths;
    }
}
