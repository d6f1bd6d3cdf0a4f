using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace WebP2P.Host.Tests.Fakes;

/// <summary>Answers as JSON trees, so that tests see the names that outsiders see.</summary>
internal static class Json
{
    public static async Task<JsonObject> GetAsync(this HttpClient client, string path, HttpStatusCode expected)
    {
        using var answer = await client.GetAsync(path);
        return await answer.ReadAsync(expected);
    }

    public static async Task<JsonObject> PostAsync(this HttpClient client, string path, object? body, HttpStatusCode expected)
    {
        using var answer = await client.PostAsJsonAsync(path, body);
        return await answer.ReadAsync(expected);
    }

    public static async Task<JsonObject> ReadAsync(this HttpResponseMessage answer, HttpStatusCode expected)
    {
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(expected == answer.StatusCode, $"{answer.RequestMessage?.RequestUri}: {(int)answer.StatusCode} instead of {(int)expected}: {text}");
        if ((int)answer.StatusCode >= 400) Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        return text.Length == 0 ? [] : JsonNode.Parse(text)!.AsObject();
    }

    public static string Text(this JsonNode? node, string name) => (string)node![name]!;
}
