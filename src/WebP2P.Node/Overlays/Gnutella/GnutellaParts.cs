using WebP2P.Node.Links;

namespace WebP2P.Node.Overlays.Gnutella;

/// <summary>What the Gnutella way of a node works with.</summary>
internal sealed record GnutellaParts(OwnFiles Files, OwnFilesFollower FileNews, HostStore Hosts, GnutellaLinks Links, GnutellaAnswers Answers, PeerDirectory Directory, GnutellaTraces Traces, LocalAnnouncer Local, TimeProvider Time)
{
    /// <summary>Monotonic, as the machine has it.</summary>
    public long NowMs => (long)Time.GetElapsedTime(0).TotalMilliseconds;
}
