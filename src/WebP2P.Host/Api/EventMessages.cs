using System.Text.Json;

namespace WebP2P.Host.Api;

/// <param name="Seq">To be handed in as <c>since</c> next time, with the epoch in front and a hyphen between.</param>
internal sealed record EventBatch(string Epoch, long Seq, IReadOnlyList<EventItem> Items);

/// <param name="Type">E.g. <c>downloadStateChanged</c>.</param>
/// <param name="Data">The same object that the hub pushes.</param>
internal sealed record EventItem(string Type, JsonElement Data);
