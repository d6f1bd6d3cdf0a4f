namespace WebP2P.Protocols.Overlays.Gnutella;

/// <summary>The routing table of the own files: made anew when they changed, some words at a time, with as many slots as keep it from filling up.</summary>
internal sealed class OwnRoutes(ISharedFiles files, int bits)
{
    /// <summary>A larger table is taken when more of 1,000 slots are set: half is where a slot tells most.</summary>
    public const int FillPerMilleWanted = 500;

    /// <summary>Words that are read in one turn: a large library must not keep queries waiting.</summary>
    public const int WordsAtOnce = 5_000;

    private long version = -1;
    private long versionRead;
    private IEnumerator<string>? reading;
    private RouteTableDraft? draft;

    /// <summary>The table as it was made last.</summary>
    public RouteTable Table { get; private set; } = RouteTable.Empty(bits);

    /// <summary>The files are not those of the table.</summary>
    public bool IsBehind => files.Version != version;

    /// <summary>Reads on; true when the table is whole again, of the files as they were when it was begun or newer.</summary>
    public bool ReadOn()
    {
        if (reading is null && !IsBehind) return true;
        if (reading is null) (reading, draft, versionRead) = (files.RoutingWords().GetEnumerator(), new RouteTableDraft(), files.Version);
        for (var word = 0; word < WordsAtOnce; word++)
        {
            if (!reading.MoveNext())
            {
                End();
                return true;
            }
            draft!.Add(reading.Current);
        }
        return false;
    }

    private void End()
    {
        // A full table says to the neighbours that nothing can be told from it.
        Table = draft!.Fitting(bits, FillPerMilleWanted) ?? RouteTable.Full(RouteTable.BitsMin);
        reading!.Dispose();
        (version, reading, draft) = (versionRead, null, null);
    }
}
