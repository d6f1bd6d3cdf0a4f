namespace WebP2P.Protocols.Overlays.Gnutella;

/// <summary>The routing tables of this node and its neighbours: whether a query is worth its last hop, and what neighbours are told of the own files.</summary>
internal sealed class QueryRoutes(NeighbourTable neighbours, ISharedFiles files, GnutellaOptions options)
{
    /// <summary>Time between a new neighbour and the tables, so that several get them together, ms.</summary>
    public const int WelcomeMs = 1_000;

    /// <summary>Time between a change of the files and the tables, so that many changes make one, ms.</summary>
    public const int ChangeMs = 10_000;

    private OwnRoutes? own;
    private bool isDue;

    /// <summary>False when the neighbour's table says that it has nothing.</summary>
    public static bool MayHave(Neighbour neighbour, GnutellaQuery query) => neighbour.Routes is not { Table: not null } routes || routes.MayHave(query.Hashes);

    /// <summary>Whether the neighbour's table has all words of the query.</summary>
    public static bool SaysItHas(Neighbour neighbour, GnutellaWalk query) => neighbour.Routes is { Table: not null } routes && routes.SaysItHas(query.Hashes);

    public DropReason? Receive(Neighbour from, Message message, Turn turn)
    {
        if (!options.UsesRouteTables) return null;
        var routes = from.Routes ??= new NeighbourRoutes();
        return message is RouteTableReset reset ? routes.Receive(reset, turn.NowMs) : routes.Receive((RouteTablePatch)message, turn.NowMs);
    }

    public void TellSoon(int delayMs, Turn turn)
    {
        if (!options.UsesRouteTables || isDue) return;
        isDue = true;
        turn.Wake(GnutellaTimers.Routes, delayMs);
    }

    /// <summary>Tells every neighbour what it does not know yet.</summary>
    public void Tell(Turn turn)
    {
        isDue = false;
        if (neighbours.Count == 0) return;
        own ??= new OwnRoutes(files, options.RouteTableBits);
        own.Refresh();
        foreach (var neighbour in neighbours.Slots)
        {
            if (neighbour is null) continue;
            foreach (var message in (neighbour.Routes ??= new NeighbourRoutes()).Tell(own.Table)) turn.Send(neighbour.Node, new Header(MessageId.Draw(turn.Dice)), message);
        }
    }
}
