using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Overlays;
using WebP2P.Protocols.Wire;

namespace WebP2P.Node.Links;

/// <summary>One frame that came in.</summary>
internal readonly record struct Incoming(Header Header, Message Message);

/// <summary>Messages out of a socket, in order; what must not be is dropped and counted here.</summary>
internal sealed class LinkReader(LinkSocket socket, IRecordSeal seal, DropCounters drops)
{
    private ReadOnlyMemory<byte> rest;

    /// <summary>What ended the reading, when it was not the other side's leave.</summary>
    public string? Problem { get; private set; }

    /// <summary>The next message that is allowed in this phase; null when the link is at its end.</summary>
    public async ValueTask<Incoming?> NextAsync(LinkPhase phase, int messageBytesMax)
    {
        while (true)
        {
            if (TryNext(phase, out var incoming, out var isBroken)) return incoming;
            if (isBroken || !await ReceiveAsync(messageBytesMax)) return null;
        }
    }

    private bool TryNext(LinkPhase phase, out Incoming incoming, out bool isBroken)
    {
        incoming = default;
        isBroken = false;
        while (true)
        {
            switch (FrameCodec.TryRead(ref rest, seal, out var header, out var message, out var reason))
            {
                case FrameStatus.End:
                    return false;
                case FrameStatus.Message when IsAllowed(phase, message!):
                    incoming = new Incoming(header, message!);
                    return true;
                case FrameStatus.Message:
                    drops.Count(DropReason.NotAllowedInState);
                    break;
                case FrameStatus.Dropped:
                    drops.Count(reason);
                    break;
                default:
                    drops.Count(reason);
                    Problem = $"its frames are broken ({reason})";
                    isBroken = true;
                    return false;
            }
        }
    }

    private static bool IsAllowed(LinkPhase phase, Message message)
    {
        var allowed = MessageTable.Find(message).Phase;
        return allowed == LinkPhase.Any || allowed == phase;
    }

    private async ValueTask<bool> ReceiveAsync(int bytesMax)
    {
        try
        {
            if (await socket.ReceiveAsync(bytesMax) is not { } bytes) return false;
            rest = bytes;
            return true;
        }
        catch (InvalidDataException exception)
        {
            drops.Count(DropReason.TooLarge);
            Problem = $"it sent {exception.Message}";
            return false;
        }
    }
}
