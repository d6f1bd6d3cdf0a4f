namespace WebP2P.Protocols.Overlays.Gnutella;

/// <summary>The routing tables of this node and its neighbours: whether a query is worth its last hop, and what neighbours are told of the own files.</summary>
internal sealed class QueryRoutes(NeighbourTable neighbours, ISharedFiles files, GnutellaOptions options)
{
    /// <summary>Time between a new neighbour and the tables, so that several get them together, ms.</summary>
    public const int WelcomeMs = 1_000;

    /// <summary>Time between a change of the files and the tables, so that many changes make one, ms.</summary>
    public const int ChangeMs = 10_000;

    /// <summary>Slots of the table that are told in one turn, to whole neighbours: a small table goes to all at once, the largest to one.</summary>
    public const int SlotsAtOnce = 50_000;

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

    /// <summary>Reads the own files on, then tells every neighbour what it does not know yet; in as many turns as it takes.</summary>
    public void Tell(Turn turn)
    {
        isDue = false;
        if (neighbours.Count == 0) return;
        own ??= new OwnRoutes(files, options.RouteTableBits);
        if (!own.ReadOn() || !TellSome(own.Table, turn)) TellSoon(0, turn);
        else if (own.IsBehind) TellSoon(ChangeMs, turn);
    }

    /// <summary>False when neighbours are left for the next turn.</summary>
    private bool TellSome(RouteTable table, Turn turn)
    {
        var slots = 0;
        foreach (var neighbour in neighbours.All)
        {
            if (neighbour.Routes?.IsTold(table) == true) continue;
            if (slots > SlotsAtOnce) return false;
            foreach (var message in (neighbour.Routes ??= new NeighbourRoutes()).Tell(table)) turn.Send(neighbour.Node, new Header(MessageId.Draw(turn.Dice)), message);
            slots += table.Count;
        }
        return true;
    }
}
