using WebP2P.Protocols.Identity;

namespace WebP2P.Protocols.Overlays.Napster;

/// <summary>Which index server is used and whether its link is up; dials again with full jitter after a failure.</summary>
internal sealed class ServerSession(NodeId self, NapsterOptions options)
{
    private enum Phase { Off, Dialling, Waiting, Linked }

    private const int DoublingsMax = 20;

    private Phase phase;
    private PeerAddress? address;
    private NodeId? chosen;
    private NodeId? met;
    private int failures;

    /// <summary>The server while its link is up.</summary>
    public NodeId? Linked => phase == Phase.Linked ? Server : null;

    public bool IsOff => phase == Phase.Off;

    /// <summary>The newest state in one sentence.</summary>
    public string Reason { get; private set; } = "No index server is chosen.";

    /// <summary>The id that the owner gave, else the first one met at the address.</summary>
    private NodeId? Server => chosen ?? met;

    private string ServerName => Server == self ? "the own index" : $"the index server {address?.ToString() ?? Server?.ShortText}";

    public bool IsUsing(UseIndexServer request) => phase != Phase.Off && address == request.Address && chosen == request.Node;

    public void Use(UseIndexServer request, Turn turn)
    {
        if (Linked is { } old) turn.Release(old, "Another index server is used now.");
        turn.Wake(NapsterTimers.Redial, -1);
        (address, chosen, met, failures) = (request.Address, request.Node, null, 0);
        if (address is null && chosen is null)
        {
            phase = Phase.Off;
            Say(OverlayState.Off, "No index server is chosen.", turn);
        }
        else
        {
            Dial(turn);
        }
    }

    public void Dialled(PeerAddress? dialled, NodeId peer)
    {
        if (phase == Phase.Dialling && Server is null && dialled == address) met = peer;
    }

    /// <summary>True when this is the server's link that was waited for.</summary>
    public bool Enter(NodeId peer, Turn turn)
    {
        if (peer != Server) return false;
        // It came to us while we waited: dialling holds the link that is there.
        if (phase == Phase.Waiting) Dial(turn);
        if (phase != Phase.Dialling) return false;
        phase = Phase.Linked;
        SayLinked(turn);
        return true;
    }

    public void SayLinked(Turn turn) => Say(OverlayState.Connected, $"Linked to {ServerName}.", turn);

    /// <summary>Anything from the server proves that it works: the next failure is met quickly again.</summary>
    public void Prove() => failures = 0;

    public void Lose(string reason, Turn turn) => Retry($"The link to {ServerName} was lost: {reason}", turn);

    public void DialFailed(PeerAddress? dialled, NodeId? peer, string reason, Turn turn)
    {
        if (phase != Phase.Dialling || dialled != address || (peer is not null && peer != Server)) return;
        Retry($"{Capital(ServerName)} could not be reached: {reason}", turn);
    }

    public void Redial(Turn turn)
    {
        if (phase == Phase.Waiting) Dial(turn);
    }

    public void Say(OverlayState state, string reason, Turn turn)
    {
        Reason = reason;
        turn.Note(new OverlayStateChanged(OverlayKind.Napster, state, reason, Server));
    }

    private void Dial(Turn turn)
    {
        turn.Wake(NapsterTimers.Redial, -1);
        phase = Phase.Dialling;
        if (failures == 0) Say(OverlayState.Connecting, $"Dialling {ServerName}.", turn);
        turn.Dial(address, Server);
    }

    private void Retry(string reason, Turn turn)
    {
        phase = Phase.Waiting;
        var ceilingMs = Math.Min(options.RedialMaxMs, (long)options.RedialFirstMs << Math.Min(failures++, DoublingsMax));
        var delayMs = (long)turn.Dice.Below((ulong)ceilingMs + 1);
        turn.Wake(NapsterTimers.Redial, delayMs);
        var waitSeconds = (delayMs + 999) / 1000;
        Say(OverlayState.Failed, $"{Sentence(reason)} Dialling again within {waitSeconds} s.", turn);
    }

    private static string Sentence(string reason) => reason.EndsWith('.') ? reason : reason + ".";

    private static string Capital(string name) => char.ToUpperInvariant(name[0]) + name[1..];
}
