using WebP2P.Protocols.Content;
using WebP2P.Protocols.Overlays;
using WebP2P.Protocols.Transfers;

namespace WebP2P.Node.Transfers;

/// <summary>Which content a message of the control channel is about.</summary>
internal static class TransferMessageContent
{
    public static ContentId? Of(Message message) => message switch
    {
        Have have => have.Content,
        HaveMore more => more.Content,
        Queued queued => queued.Content,
        Granted granted => granted.Content,
        TransferSources sources => sources.Content,
        WantRefused refused => refused.Content,
        _ => null,
    };
}
