using WebP2P.Protocols.Identity;

namespace WebP2P.Node.Overlays;

/// <summary>
/// How many messages of strangers wait for a machine: in all, and of each peer, so that one who sends without end keeps nobody else out.
/// Questions find the room full earlier than answers. Any thread.
/// </summary>
internal sealed class WaitingRoom(int messagesMax = WaitingRoom.MessagesMax, int messagesPerPeerMax = WaitingRoom.MessagesPerPeerMax)
{
    public const int MessagesMax = 10_000;

    public const int MessagesPerPeerMax = 2_000;

    private readonly Lock gate = new();
    private readonly Dictionary<NodeId, int> ofPeer = [];
    private int all;

    /// <summary>False when there is no room: the message is dropped.</summary>
    public bool TryEnter(NodeId peer, bool isQuery)
    {
        var part = isQuery ? 2 : 1;
        lock (gate)
        {
            var own = ofPeer.GetValueOrDefault(peer);
            if (all >= messagesMax / part || own >= messagesPerPeerMax / part) return false;
            all++;
            ofPeer[peer] = own + 1;
            return true;
        }
    }

    public void Leave(NodeId peer)
    {
        lock (gate)
        {
            all--;
            if (--ofPeer[peer] == 0) ofPeer.Remove(peer);
        }
    }
}
