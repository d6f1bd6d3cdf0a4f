namespace WebP2P.Protocols.Overlays.Gnutella;

/// <summary>The routing table of the own files: made anew when they changed, with as many slots as keep it from filling up.</summary>
internal sealed class OwnRoutes(ISharedFiles files, int bits)
{
    /// <summary>A larger table is taken when more of 1,000 slots are set: half is where a slot tells most.</summary>
    public const int FillPerMilleWanted = 500;

    private long version = -1;

    /// <summary>The table as it was made last.</summary>
    public RouteTable Table { get; private set; } = RouteTable.Empty(bits);

    /// <summary>Makes the table anew; false when the files are the same.</summary>
    public bool Refresh()
    {
        if (files.Version == version) return false;
        version = files.Version;
        Table = files.Count == 0 ? RouteTable.Empty(bits) : Fitting();
        return true;
    }

    private RouteTable Fitting()
    {
        for (var size = bits; size <= RouteTable.BitsMax; size++)
            if (RouteTable.OfWords(size, files.RoutingWords()) is var table && table.FillPerMille <= FillPerMilleWanted) return table;
        // Says to the neighbours that nothing can be told from the table.
        return RouteTable.Full(RouteTable.BitsMin);
    }
}
