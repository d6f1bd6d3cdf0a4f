namespace WebP2P.Protocols.Overlays.Gnutella;

/// <summary>How many ids of a <see cref="SeenTable"/> came from one neighbour first. What was forgotten since is noticed when it is asked for, so that forgetting touches no neighbour.</summary>
internal struct SeenShare
{
    private int newer;
    private int older;
    private int turns;

    /// <param name="turnsNow">How often the table forgot a generation.</param>
    public int Count(int turnsNow)
    {
        TurnTo(turnsNow);
        return newer + older;
    }

    public void Add(int turnsNow)
    {
        TurnTo(turnsNow);
        newer++;
    }

    private void TurnTo(int turnsNow)
    {
        if (turns == turnsNow) return;
        (older, newer, turns) = (turnsNow - turns == 1 ? newer : 0, 0, turnsNow);
    }
}
