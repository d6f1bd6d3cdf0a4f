using WebP2P.Node.Control;
using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Overlays;
using WebP2P.Protocols.Transfers;

namespace WebP2P.Node.Transfers;

/// <summary>The control channel of one download: who was asked and said nothing yet, and what is believed of what sources say. On the loop.</summary>
internal sealed class SourceTalk(DownloadJob job, TransferServices services)
{
    private readonly ToldSources told = new(job.Content, services.Self, services.Directory, services.Drops);
    private readonly Dictionary<NodeId, long> askedMs = [];

    private Want? ownWant;

    /// <summary>As soon as there is something to give: sources may tell others of this node then.</summary>
    public void Introduce()
    {
        if (ownWant is not null || job.State != DownloadState.Running || job.Verified.Cardinality == 0) return;
        ownWant = new Want(job.Content, services.Signer?.Sign(job.Content, complete: false), services.Directory.Own);
        job.Do(plan => plan.Introduce(ownWant, job.Turn));
    }

    /// <summary>A new plan knows nothing of it.</summary>
    public void Forget() => ownWant = null;

    public void Send(NodeId peer, Message message)
    {
        if (message is Want) askedMs.TryAdd(peer, services.NowMs);
        else askedMs.Remove(peer);
        services.Links.Send(peer, message);
    }

    /// <returns>What the plan may believe of the message.</returns>
    public Message Hear(NodeId from, Message message)
    {
        askedMs.Remove(from);
        return message is TransferSources sources && job.Knows(from) ? told.Take(from, sources, services.Time.GetUtcNow().ToUnixTimeMilliseconds()) : message;
    }

    public void Ended(NodeId peer) => askedMs.Remove(peer);

    /// <summary>A link alone gives no bytes: who says nothing at all is left for a while.</summary>
    public void LeaveSilent()
    {
        if (askedMs.Count == 0) return;
        var since = services.NowMs - services.Options.StallTimeoutMs;
        foreach (var silent in askedMs.Where(asked => asked.Value <= since).Select(asked => asked.Key).ToList())
        {
            services.Links.Release(silent, job, "It did not answer.");
            job.Unlinked(silent, "It did not say whether it gives the content.");
        }
    }
}
