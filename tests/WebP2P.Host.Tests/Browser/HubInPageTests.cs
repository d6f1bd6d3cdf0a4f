using System.Text.Json.Nodes;
using Microsoft.Playwright;
using WebP2P.Host.Tests.Fakes;
using WebP2P.Host.Tests.Hubs;
using WebP2P.Host.Tests.Story;

namespace WebP2P.Host.Tests.Browser;

/// <summary>The JavaScript client in a page that is signed in by cookie, on the hub of a real node.</summary>
[Collection(ChromiumGroup.Name)]
public sealed class HubInPageTests(ChromiumFixture chromium)
{
    // A client as a script would write it: it keeps its last sequence and merges what it is told. Its socket can be cut, and stays cut until it is mended.
    private const string Follow = """
        async () => {
          const seen = window.seen = { epoch: null, seq: 0, results: {}, downloads: {}, states: [], ended: null };
          let isCut = false, socket, away, back;
          class CuttableSocket extends WebSocket {
            constructor(...where) {
              if (isCut) throw new Error("The connection is cut.");
              super(...where);
              socket = this;
            }
          }
          const connection = window.connection = new signalR.HubConnectionBuilder()
            .withUrl("hubs/node", { WebSocket: CuttableSocket, transport: signalR.HttpTransportType.WebSockets })
            .withAutomaticReconnect({ nextRetryDelayInMilliseconds: () => 50 })
            .configureLogging(signalR.LogLevel.None).build();
          const on = (name, take) => connection.on(name, push => {
            seen.epoch ??= push.epoch;
            seen.seq = Math.max(seen.seq, push.seq);
            take(push);
          });
          on("SearchHits", push => { for (const hit of push.hits) seen.results[`${hit.hash}-${hit.size}`] = hit; });
          on("SearchEnded", push => { seen.ended = push.search.state; });
          on("DownloadsChanged", push => { for (const download of push.downloads) seen.downloads[download.id] = download; });
          on("DownloadStateChanged", push => { seen.downloads[push.id] = push.download; seen.states.push({ seq: push.seq, state: push.state }); });
          connection.onreconnecting(() => away?.());
          connection.onreconnected(() => back?.());
          window.cut = () => new Promise(gone => { away = gone; isCut = true; socket.close(); });
          window.mend = () => new Promise(here => { back = here; isCut = false; });
          window.subscribe = async () => {
            const answer = await connection.invoke("Subscribe", ["transfers"], seen.epoch, seen.epoch && seen.seq);
            seen.epoch = answer.epoch;
            return JSON.stringify(answer);
          };
          await connection.start();
        }
        """;

    [Fact]
    public async Task A_search_and_a_download_followed_over_a_break_end_equal_to_REST()
    {
        var script = await SignalRScript.FetchAsync();
        await using var nodes = await FollowedNodes.StartAsync();
        await using var context = await chromium.OpenAsync();
        await context.AddInitScriptAsync(script);
        var page = (await context.SignInAsync(nodes.Alice.Host.NewLoginLink())).Page;
        await page.EvaluateAsync(Follow);

        await SearchAsync(nodes, page);
        await DownloadAsync(nodes, page);
    }

    private static async Task SearchAsync(FollowedNodes nodes, IPage page)
    {
        var search = await nodes.StartSearchAsync();
        await page.EvaluateAsync("id => connection.invoke('WatchSearch', id)", search);
        await page.EvaluateAsync("() => cut()");
        await nodes.SearchEndedAsync(search);
        await page.EvaluateAsync("() => { seen.ended = null; return mend(); }");
        await page.EvaluateAsync("id => connection.invoke('WatchSearch', id)", search);
        await TestNode.UntilAsync(async () => (string?)(await SeenAsync(page))["ended"] == "completed");
        var (rest, told) = (await nodes.ResultsAsync(search), (await SeenAsync(page))["results"]!.AsObject());
        Assert.Equal(FollowedNodes.SmallFiles, rest.Count);
        Assert.Equal(rest.Keys.Order(), told.Select(pair => pair.Key).Order());
        foreach (var (content, result) in rest) Assert.True(JsonNode.DeepEquals(result, told[content]), $"{result} {told[content]}");
    }

    private static async Task DownloadAsync(FollowedNodes nodes, IPage page)
    {
        await page.EvaluateAsync("() => subscribe()");
        var download = await nodes.StartDownloadAsync();
        await TestNode.UntilAsync(async () => (await SeenAsync(page))["downloads"]![download] is { } known && (long)known["bytesDone"]! > 0);
        await page.EvaluateAsync("() => cut()");
        await nodes.PauseAndResumeAsync(download);
        await page.EvaluateAsync("() => mend()");
        var answer = JsonNode.Parse(await page.EvaluateAsync<string>("() => subscribe()"))!;
        Assert.False((bool)answer["reset"]!);
        Assert.InRange((int)answer["replayed"]!, 2, 100);

        await TestNode.UntilAsync(async () => (await SeenAsync(page))["downloads"]![download].Text("state") == "completed");
        var rest = await nodes.DownloadAsync(download);
        await TestNode.UntilAsync(async () => JsonNode.DeepEquals(rest = await nodes.DownloadAsync(download), (await SeenAsync(page))["downloads"]![download]));
        Assert.Equal("completed", rest.Text("state"));
        var states = (await SeenAsync(page))["states"]!.AsArray();
        Assert.Contains("paused", states.Select(state => state.Text("state")));
        var order = states.Select(state => (long)state!["seq"]!).ToList();
        Assert.Equal(order.Distinct().Order(), order);
    }

    private static async Task<JsonNode> SeenAsync(IPage page) => JsonNode.Parse(await page.EvaluateAsync<string>("() => JSON.stringify(seen)"))!;
}
