using WebP2P.Protocols.Content;
using WebP2P.Protocols.Identity;

namespace WebP2P.Host.Api;

/// <summary>What is to be shut out: a content or a node.</summary>
/// <param name="Size">In bytes; without it contents of every size with this hash are meant.</param>
/// <param name="Note">For the operator alone, at most 200 characters.</param>
internal sealed record BlockRequest(ContentHash? Hash = null, long? Size = null, NodeId? NodeId = null, string? Note = null);
