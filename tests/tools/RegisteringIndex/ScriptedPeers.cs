using System.Globalization;
using System.Text;
using WebP2P.Node.Links;
using WebP2P.Node.Overlays;
using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Links;
using WebP2P.Protocols.Overlays;
using WebP2P.Protocols.Overlays.Napster;
using WebP2P.Tests.Shared;

namespace WebP2P.RegisteringIndex;

/// <summary>The other ends of the links: peers that register what the script says, four batches at a time, and tell what they were told.</summary>
internal sealed class ScriptedPeers(Stream output) : ILinks
{
    private const long SaidVersion = 1_000_000_000;

    private readonly Dictionary<NodeId, int> numbers = Enumerable.Range(1, RegistrationScript.Peers).ToDictionary(NapsterSamples.NodeOf);
    private readonly long[] sent = new long[RegistrationScript.Peers + 1];
    private OverlayLoop? loop;
    private ulong ids;

    public void Attach(ILinkUser user)
    {
    }

    public void Register(OverlayLoop server)
    {
        loop = server;
        foreach (var (node, number) in numbers)
        {
            server.Linked(node, new Hello(1, 1, default, [], "", "", [], null, Reachability.Unknown, 0, default));
            Tell(node, new Register(RegistrationScript.LibraryOf(number), SaidVersion));
        }
    }

    public void Dial(ILinkUser user, PeerAddress? address, NodeId? peer)
    {
    }

    /// <summary>Called by the server's loop, one message after another.</summary>
    public bool Send(NodeId peer, in Header header, Message message)
    {
        var number = numbers[peer];
        switch (message)
        {
            case RegisterResume resume:
                Say($"resumed {number} {resume.CommittedVersion}");
                sent[number] = resume.CommittedVersion;
                for (var batch = 0; batch < RegisterBatch.UnacknowledgedMax; batch++) Next(peer, number);
                break;
            case RegisterCommitted committed:
                Say($"committed {number} {committed.Version}");
                Next(peer, number);
                break;
            default:
                Say($"unexpected {number} 0 {message}");
                break;
        }
        return true;
    }

    public void Release(ILinkUser user, NodeId peer, string reason)
    {
    }

    public bool IsLinked(NodeId peer) => true;

    private void Next(NodeId peer, int number)
    {
        Tell(peer, RegistrationScript.BatchFrom(number, sent[number]));
        sent[number] += RegistrationScript.ChangesPerBatch;
    }

    private void Tell(NodeId peer, Message message) => loop!.Received(peer, new Header(new MessageId(++ids)), message);

    /// <summary>Not buffered: what was said before a kill is read after it.</summary>
    private void Say(FormattableString line) => output.Write(Encoding.UTF8.GetBytes(line.ToString(CultureInfo.InvariantCulture) + "\n"));
}
