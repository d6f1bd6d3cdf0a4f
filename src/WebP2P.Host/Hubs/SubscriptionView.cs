namespace WebP2P.Host.Hubs;

/// <summary>Answer to <c>Subscribe</c>.</summary>
/// <param name="Replayed">How many missed changes of state follow.</param>
/// <param name="Reset">The gap is too long, or the program was started anew: read REST again.</param>
internal sealed record SubscriptionView(string Epoch, long Seq, int Replayed, bool Reset);
