namespace WebP2P.Protocols.Overlays.Napster;

/// <summary>After the store began anew: who registered is told to do so again, and it is noted when all who are here have.</summary>
internal sealed class IndexRebuild(IndexPresence presence, IndexRegistrations registrations)
{
    /// <summary>How often it is looked whether all have registered again, in ms.</summary>
    public const int LookEveryMs = 1_000;

    /// <summary>Who was not linked when it began may dial for this long, in ms: the longest wait between two attempts.</summary>
    public const int WaitMs = 30_000;

    /// <summary>A node that takes longer is no longer waited for, in ms.</summary>
    public const int LongestMs = 600_000;

    private long begunMs;

    public void Begin(string reason, Turn turn)
    {
        begunMs = turn.NowMs;
        foreach (var node in presence.Online.Order())
        {
            if (presence.Find(node) is { } peer) registrations.Restart(peer, reason, turn);
        }
        turn.Wake(NapsterTimers.Rebuild, presence.Online.Count > 0 ? LookEveryMs : WaitMs);
    }

    public void Look(Turn turn)
    {
        if (turn.NowMs - begunMs < LongestMs && presence.Online.Any(node => presence.Find(node) is { IsRegistered: false })) turn.Wake(NapsterTimers.Rebuild, LookEveryMs);
        else turn.Note(new IndexRebuilt(presence.Online.Count));
    }
}
