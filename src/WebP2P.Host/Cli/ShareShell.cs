using System.Text.Json;
using WebP2P.Host.Components.Drawings;

namespace WebP2P.Host.Cli;

/// <summary>Does over REST what <see cref="ShareCommands"/> were asked for, and prints it.</summary>
internal sealed class ShareShell(string? data)
{
    private const string Shares = "api/v1/shares";
    private const string Everywhere = "api/v1/library/rules";

    public async Task<int> ListAsync(bool isJson, CancellationToken cancellationToken)
    {
        var (code, shares) = await AllAsync(Shares, cancellationToken);
        foreach (var share in shares)
            Console.WriteLine(isJson ? share.GetRawText() : $"{Text(share, "name"),-20}  {Measure.Count(share.GetProperty("files").GetInt64()),10} files  {Measure.OfBytes(share.GetProperty("bytes").GetInt64()),10}  {Text(share, "state"),-10}  {Text(share, "path")}");
        return code;
    }

    public async Task<int> AddAsync(string path, CancellationToken cancellationToken)
    {
        var (code, added) = await AskAsync(HttpMethod.Post, Shares, cancellationToken, new { path });
        if (added is not null) Console.WriteLine(Text(added.RootElement, "name"));
        return code;
    }

    public Task<int> RemoveAsync(string share, CancellationToken cancellationToken) =>
        WithAsync(share, async found => (await AskAsync(HttpMethod.Delete, PathOf(found), cancellationToken)).Code, cancellationToken);

    public Task<int> RescanAsync(string share, CancellationToken cancellationToken) =>
        WithAsync(share, async found => (await AskAsync(HttpMethod.Post, PathOf(found) + "/rescan", cancellationToken)).Code, cancellationToken);

    public Task<int> RenameAsync(string share, string name, CancellationToken cancellationToken) => WithAsync(share, async found =>
    {
        var (code, renamed) = await AskAsync(HttpMethod.Patch, PathOf(found), cancellationToken, new { name });
        if (renamed is not null) Console.WriteLine(Text(renamed.RootElement, "name"));
        return code;
    }, cancellationToken);

    public async Task<int> RulesAsync(string share, string[] added, string[] removed, bool isPreview, CancellationToken cancellationToken)
    {
        if (share != "all") return await WithAsync(share, found => RulesAsync(PathOf(found), found.GetProperty("rules"), added, removed, isPreview, cancellationToken), cancellationToken);
        var (code, rules) = await AskAsync(HttpMethod.Get, Everywhere, cancellationToken);
        return rules is null ? code : await RulesAsync(Everywhere, rules.RootElement, added, removed, isPreview, cancellationToken);
    }

    public async Task<int> DuplicatesAsync(bool isJson, CancellationToken cancellationToken)
    {
        var (code, duplicates) = await AllAsync("api/v1/library/duplicates", cancellationToken);
        foreach (var same in duplicates)
            Console.WriteLine(isJson ? same.GetRawText() : $"{Measure.OfBytes(same.GetProperty("wastedBytes").GetInt64()),10} wasted  {string.Join("  ", same.GetProperty("paths").EnumerateArray())}");
        return code;
    }

    private async Task<int> RulesAsync(string path, JsonElement now, string[] added, string[] removed, bool isPreview, CancellationToken cancellationToken)
    {
        var patterns = now.GetProperty("patterns").EnumerateArray().Select(pattern => pattern.GetString()!).Except(removed).Except(added).Concat(added.Distinct()).ToList();
        var rules = new { patterns, offerHidden = now.GetProperty("offerHidden"), smallestBytes = now.GetProperty("smallestBytes"), largestBytes = now.GetProperty("largestBytes") };
        if (isPreview)
        {
            var (code, preview) = await AskAsync(HttpMethod.Post, path + "/preview", cancellationToken, rules);
            if (preview is not null) Print(preview.RootElement);
            return code;
        }
        if (added.Length + removed.Length > 0)
        {
            var (code, _) = await AskAsync(HttpMethod.Patch, path, cancellationToken, path == Everywhere ? rules : new { rules });
            if (code != ExitCodes.Done) return code;
        }
        foreach (var pattern in patterns) Console.WriteLine(pattern);
        return ExitCodes.Done;
    }

    private static void Print(JsonElement preview)
    {
        foreach (var effect in (string[])["hidden", "shown"])
        {
            var told = preview.GetProperty(effect);
            Console.WriteLine($"{effect}: {Measure.Count(told.GetProperty("files").GetInt64())} files, {Measure.OfBytes(told.GetProperty("bytes").GetInt64())}{(preview.GetProperty("complete").GetBoolean() ? "" : " or more")}");
            foreach (var path in told.GetProperty("paths").EnumerateArray()) Console.WriteLine($"  {path.GetString()}");
        }
    }

    /// <summary>By id, name or folder.</summary>
    private async Task<int> WithAsync(string share, Func<JsonElement, Task<int>> act, CancellationToken cancellationToken)
    {
        var (code, shares) = await AllAsync(Shares, cancellationToken);
        if (code != ExitCodes.Done) return code;
        var folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(share));
        foreach (var found in shares)
            if (Text(found, "id") == share || Text(found, "name") == share || Text(found, "path") == folder) return await act(found);
        await Console.Error.WriteLineAsync($"There is no share {share}. See: webp2p share ls");
        return ExitCodes.NotFound;
    }

    private async Task<(int Code, List<JsonElement> Items)> AllAsync(string path, CancellationToken cancellationToken)
    {
        List<JsonElement> items = [];
        var cursor = "";
        while (true)
        {
            var (code, page) = await AskAsync(HttpMethod.Get, $"{path}?limit=1000{cursor}", cancellationToken);
            if (page is null) return (code, items);
            items.AddRange(page.RootElement.GetProperty("items").EnumerateArray());
            if (page.RootElement.GetProperty("nextCursor").GetString() is not { } next) return (ExitCodes.Done, items);
            cursor = $"&cursor={Uri.EscapeDataString(next)}";
        }
    }

    private Task<(int Code, JsonDocument? Body)> AskAsync(HttpMethod method, string path, CancellationToken cancellationToken, object? body = null) =>
        RunningNode.AskAsync(data, method, path, cancellationToken, body: body);

    private static string PathOf(JsonElement share) => $"{Shares}/{Text(share, "id")}";

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;
}
