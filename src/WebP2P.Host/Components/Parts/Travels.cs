using System.Globalization;
using WebP2P.Node.Control;
using WebP2P.Protocols.Overlays.Gnutella;

namespace WebP2P.Host.Components.Parts;

/// <summary>Sentences about how a query goes from node to node.</summary>
public static class Travels
{
    public static string Title(SearchWay way) => way switch
    {
        SearchWay.Flood => "flood",
        SearchWay.Ring => "expanding ring",
        SearchWay.Walk => "random walkers",
        _ => "neighbour by neighbour",
    };

    /// <summary>"Expanding ring, 3 hops at most".</summary>
    public static string Way(SearchWay way, int ttl)
    {
        var title = Title(way);
        return $"{char.ToUpperInvariant(title[0])}{title[1..]}, {Ways.Count(ttl, "hop", "hops")} at most";
    }

    public static string Cost(SearchTravel travel) =>
        travel.Neighbours == 0 ? "Nobody was asked yet." : $"{Ways.Count(travel.Neighbours, "neighbour", "neighbours")} asked, about {Ways.Count(travel.NodesReached, "node", "nodes")} reached with {Ways.Count(travel.MessagesEstimated, "message", "messages")} in the whole network.";

    /// <summary>What the owner gets, and what it costs everybody.</summary>
    public static string Offer(SearchWidening offer) =>
        $"About {Ways.Count(offer.NodesEstimated, "more node", "more nodes")} for about {Ways.Count(offer.MessagesEstimated, "message", "messages")} in the whole network; {Chance(offer.ChancePerMille)} to find something new.";

    public static string Button(SearchWidening offer) => $"Widen: {Title(offer.Way)}, {Ways.Count(offer.Ttl, "hop", "hops")}";

    /// <summary>Of 1,000 such searches, in whole percent.</summary>
    private static string Chance(int perMille) => perMille switch
    {
        < 10 => "a chance of less than 1 %",
        > 990 => "a chance of more than 99 %",
        _ => string.Create(CultureInfo.InvariantCulture, $"a chance of {(perMille + 5) / 10} %"),
    };
}
