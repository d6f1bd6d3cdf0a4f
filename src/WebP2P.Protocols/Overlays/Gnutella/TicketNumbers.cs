namespace WebP2P.Protocols.Overlays.Gnutella;

/// <summary>Numbers for the questions of one machine.</summary>
internal sealed class TicketNumbers
{
    private long last;

    public Ticket Next() => new(++last);
}
