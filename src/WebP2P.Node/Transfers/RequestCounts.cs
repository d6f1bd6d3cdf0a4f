using WebP2P.Protocols.Identity;

namespace WebP2P.Node.Transfers;

/// <summary>How many requests of each peer are being answered, over all contents. Any thread.</summary>
/// <param name="ofPeerMax">Requests of one peer at the same time.</param>
internal sealed class RequestCounts(int ofPeerMax)
{
    private readonly Lock gate = new();
    private readonly Dictionary<NodeId, int> running = [];

    /// <summary>False when the peer has as many as it may; else one more, until <see cref="Leave"/>.</summary>
    public bool TryEnter(NodeId peer)
    {
        lock (gate)
        {
            var count = running.GetValueOrDefault(peer);
            if (count >= ofPeerMax) return false;
            running[peer] = count + 1;
            return true;
        }
    }

    public void Leave(NodeId peer)
    {
        lock (gate)
        {
            if (--running[peer] == 0) running.Remove(peer);
        }
    }
}
