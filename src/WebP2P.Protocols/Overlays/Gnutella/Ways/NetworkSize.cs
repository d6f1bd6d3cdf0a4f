namespace WebP2P.Protocols.Overlays.Gnutella;

/// <summary>
/// How many nodes the network is taken to have: the hosts that are known, and as many more as peers in pongs are still news
/// (what share of the sightings is new is about the share that was never seen; Good and Turing).
/// </summary>
internal sealed class NetworkSize
{
    /// <summary>Taken while pongs told nothing: as many as the host cache holds.</summary>
    public const int NodesAssumed = 10_000;

    /// <summary>The newest sightings count, about so many.</summary>
    private const int SightingsCounted = 64;

    private const int SightingsMin = 16;
    private const int Scale = 1 << 20;

    /// <summary>Nodes with few links are told of more seldom than others, so that more are unseen than the sightings say.</summary>
    private const int UnseenWeight = 2;

    /// <summary>While more than one sighting in so many is news, the estimate is drawn by a quarter, in orders of magnitude, towards what is assumed.</summary>
    private const int SettledShare = 20;

    private int newScaled = Scale;
    private int sightings;

    /// <summary>A pong told of a peer that is none of its sender's neighbours.</summary>
    public void Seen(bool isNew)
    {
        sightings = Math.Min(sightings + 1, SightingsCounted);
        newScaled += ((isNew ? Scale : 0) - newScaled) / sightings;
    }

    /// <param name="hostsKnown">Others that are known.</param>
    public long Nodes(int hostsKnown)
    {
        if (sightings < SightingsMin) return Math.Max(NodesAssumed, hostsKnown);
        var unseen = hostsKnown * (double)newScaled / Math.Max(1, Scale - newScaled);
        var nodes = hostsKnown + UnseenWeight * unseen + 1;
        if (newScaled > Scale / SettledShare) nodes = Math.Sqrt(nodes * Math.Sqrt(nodes * NodesAssumed));
        return (long)Math.Min(Math.Max(NodesAssumed, hostsKnown), nodes);
    }
}
