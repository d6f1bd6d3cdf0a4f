using System.Net.WebSockets;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.SignalR.Client;
using WebP2P.Host.Tests.Fakes;

namespace WebP2P.Host.Tests.Hubs;

/// <summary>A .NET client of the hub as a script would write it: keeps its last sequence, merges what it is told, and asks for what it missed.</summary>
internal sealed class HubFollower : IAsyncDisposable
{
    private static readonly string[] Pushes =
        ["SearchHits", "SearchProgress", "SearchEnded", "DownloadsChanged", "DownloadStateChanged", "DownloadRemoved", "UploadsChanged", "TransferLimitsChanged", "UploadPeerChanged", "PeersChanged", "OverlayChanged", "IndexChanged", "IndexBlocksChanged", "ShareScanProgress", "SharesChanged", "HashingChanged", "NodeStatusChanged", "Reset"];

    private readonly string key;
    private WebSocket? socket;
    private Task network = Task.CompletedTask;
    private TaskCompletionSource away = new();
    private TaskCompletionSource back = new();
    private readonly Lock gate = new();
    private readonly List<(string Name, JsonObject Push)> received = [];
    private readonly List<(Func<HubFollower, bool> Condition, TaskCompletionSource Met)> waiting = [];

    private HubFollower(Uri address, string key)
    {
        this.key = key;
        Connection = new HubConnectionBuilder().WithUrl(new Uri(address, "/hubs/node"), options =>
        {
            options.Headers["Authorization"] = $"Bearer {key}";
            options.WebSocketFactory = async (context, stop) => socket = await DialAsync(context.Uri, stop);
        }).WithAutomaticReconnect(new AtOnce()).Build();
        Connection.Reconnecting += _ => Done(away);
        Connection.Reconnected += _ => Done(back);
        foreach (var name in Pushes) Connection.On<JsonObject>(name, push => Take(name, push));
    }

    public HubConnection Connection { get; private set; }

    public string? Epoch { get; private set; }

    public long Seq { get; private set; }

    /// <summary>Results by content, downloads by id, as the pushes tell.</summary>
    public Dictionary<string, JsonObject> Results { get; } = [];

    public Dictionary<string, JsonObject> Downloads { get; } = [];

    public static Task<HubFollower> StartAsync(TestControl control) => StartAsync(control.Address, control.Key);

    public static async Task<HubFollower> StartAsync(Uri address, string key)
    {
        var follower = new HubFollower(address, key);
        await follower.Connection.StartAsync();
        return follower;
    }

    public IReadOnlyList<(string Name, JsonObject Push)> Received
    {
        get
        {
            lock (gate) return [.. received];
        }
    }

    public async Task<JsonObject> SubscribeAsync(params string[] topics)
    {
        var answer = await Connection.InvokeAsync<JsonObject>("Subscribe", topics, Epoch, Epoch is null ? null : (long?)Seq);
        Epoch = answer.Text("epoch");
        return answer;
    }

    /// <summary>Ends when what was received meets the condition.</summary>
    public Task Until(Func<HubFollower, bool> condition)
    {
        lock (gate)
        {
            if (condition(this)) return Task.CompletedTask;
            var met = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            waiting.Add((condition, met));
            return met.Task.Soon();
        }
    }

    /// <summary>Whether a push of this name was received, ever; call inside <see cref="Until"/>.</summary>
    public bool Has(string name) => received.Any(item => item.Name == name);

    /// <summary>The connection breaks without a word; the client comes back by itself, after <paramref name="meanwhile"/>.</summary>
    public Task CutAsync(Action meanwhile) => CutAsync(() =>
    {
        meanwhile();
        return Task.CompletedTask;
    });

    /// <inheritdoc cref="CutAsync(Action)"/>
    public async Task CutAsync(Func<Task> meanwhile)
    {
        var repaired = new TaskCompletionSource();
        (network, away, back) = (repaired.Task, new TaskCompletionSource(), new TaskCompletionSource());
        socket!.Abort();
        await away.Task.Soon();
        await meanwhile();
        repaired.SetResult();
        await back.Task.Soon();
    }

    public async ValueTask DisposeAsync() => await Connection.DisposeAsync();

    private static Task Done(TaskCompletionSource happened)
    {
        happened.TrySetResult();
        return Task.CompletedTask;
    }

    private async Task<WebSocket> DialAsync(Uri address, CancellationToken stop)
    {
        await network.WaitAsync(stop);
        var dialled = new ClientWebSocket();
        dialled.Options.SetRequestHeader("Authorization", $"Bearer {key}");
        await dialled.ConnectAsync(address, stop);
        return dialled;
    }

    private sealed class AtOnce : IRetryPolicy
    {
        public TimeSpan? NextRetryDelay(RetryContext retryContext) => TimeSpan.Zero;
    }

    private void Take(string name, JsonObject push)
    {
        lock (gate)
        {
            received.Add((name, push));
            Epoch ??= push.Text("epoch");
            Seq = Math.Max(Seq, (long)push["seq"]!);
            if (name == "SearchHits")
                foreach (var hit in push["hits"]!.AsArray()) Results[$"{hit.Text("hash")}-{hit!["size"]}"] = hit.AsObject();
            if (name == "DownloadStateChanged") Downloads[push.Text("id")] = push["download"]!.AsObject();
            if (name == "DownloadRemoved") Downloads.Remove(push.Text("id"));
            if (name == "DownloadsChanged")
                foreach (var download in push["downloads"]!.AsArray()) Downloads[download.Text("id")] = download!.AsObject();
            foreach (var (condition, met) in waiting)
                if (condition(this)) met.TrySetResult();
        }
    }
}
