using System.Diagnostics;
using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Links;
using WebP2P.Protocols.Overlays;
using WebP2P.Protocols.Overlays.Napster;

namespace WebP2P.Node.Links;

/// <summary>Tells a linked node whether it can be dialled at the address that its link comes from.</summary>
internal sealed class DialBacker(LinkHub hub, PeerConnector connector)
{
    public async Task<Answer> AnswerAsync(DialBackQuestion question, CancellationToken cancellationToken)
    {
        if (hub.Find(question.Node) is not { IsClosed: false } link) return Unknown(null, "The link is gone.");
        var address = PeerAddress.From(new(link.Wire.Remote.Address, question.Port));
        if (connector.Judge(address) is var verdict and not AddressVerdict.Allowed) return Unknown(address, $"{address} is not dialled: {AddressPolicy.Explain(verdict)}.");
        var started = Stopwatch.GetTimestamp();
        try
        {
            var dialled = await connector.DialBackAsync(address, question.Node, cancellationToken);
            var elapsedMs = ElapsedMs(started);
            await dialled.Stream.DisposeAsync();
            return new DialBackAnswer(Reachability.Yes, address, elapsedMs, null);
        }
        catch (IOException exception)
        {
            return new DialBackAnswer(Reachability.No, address, ElapsedMs(started), exception.Message);
        }
    }

    private static DialBackAnswer Unknown(PeerAddress? address, string reason) => new(Reachability.Unknown, address, 0, reason);

    private static int ElapsedMs(long started) => (int)Stopwatch.GetElapsedTime(started).TotalMilliseconds;
}
