using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace WebP2P.Host.Tests.Browser;

/// <summary>A page whose complaints and requests are remembered.</summary>
internal sealed class WatchedPage
{
    private readonly ConcurrentQueue<string> complaints = new();
    private readonly ConcurrentQueue<Uri> requests = new();

    public WatchedPage(IPage page)
    {
        Page = page;
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning") complaints.Enqueue(message.Text);
        };
        page.PageError += (_, text) => complaints.Enqueue(text);
        page.Request += (_, request) => requests.Enqueue(new Uri(request.Url));
    }

    public IPage Page { get; }

    /// <summary>Console errors, warnings, policy reports and unhandled exceptions.</summary>
    public IReadOnlyCollection<string> Complaints => complaints;

    public IReadOnlyCollection<Uri> Requests => requests;

    /// <summary>Opens a page of the dashboard and waits until it stands.</summary>
    public async Task OpenAsync(Uri address, string path)
    {
        await Page.GotoAsync(new Uri(address, path).ToString());
        await Page.Locator("h1").First.WaitForAsync();
    }
}
