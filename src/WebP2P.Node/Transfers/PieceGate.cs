namespace WebP2P.Node.Transfers;

/// <summary>
/// One piece of an unfinished file while copies of it arrive. The first copy is written as it comes; a second one waits in memory until it is
/// proven. Whichever is proven first closes the gate, and from then on nothing is written here any more.
/// </summary>
internal sealed class PieceGate
{
    private readonly Lock gate = new();
    private bool isClosed;

    /// <summary>False when the piece is here already; nothing is written then.</summary>
    public bool TryWrite(Action write)
    {
        lock (gate)
        {
            if (!isClosed) write();
            return !isClosed;
        }
    }

    /// <summary>Writes what is still to be written and closes the gate. False when another copy was first.</summary>
    public bool TryClose(Action write)
    {
        lock (gate)
        {
            if (isClosed) return false;
            write();
            isClosed = true;
            return true;
        }
    }
}
