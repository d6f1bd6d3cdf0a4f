using WebP2P.Node.Links;
using WebP2P.Protocols.Identity;
using WebP2P.Protocols.Overlays;
using WebP2P.Protocols.Overlays.Gnutella;
using WebP2P.Protocols.Wire;

namespace WebP2P.Node.Overlays;

/// <summary>Answers of the Gnutella machine: seals the own hits, opens those that came for own queries. Relays ask neither.</summary>
internal sealed class GnutellaAnswers(RecordSigner signer, IRecordSeal seal) : IQuestionAnswers
{
    /// <summary>Signatures waited for at once; what comes on top is refused.</summary>
    public const int WaitingMax = 1_000;

    private int waiting;

    public async Task<Answer> AnswerAsync(Question question, CancellationToken cancellationToken)
    {
        try
        {
            if (Interlocked.Increment(ref waiting) > WaitingMax) return new AnswerFailed("Too many signatures are waiting.");
            return await Task.Run(() => Answer(question), cancellationToken);
        }
        finally
        {
            Interlocked.Decrement(ref waiting);
        }
    }

    private Answer Answer(Question question) => question switch
    {
        SealHitsQuestion asked => Seal(asked.Hits),
        OpenHitsQuestion asked => Open(asked),
        _ => throw new InvalidOperationException($"Nobody answers {question.GetType().Name}."),
    };

    private Answer Seal(QueryHits hits)
    {
        var envelope = signer.Sign(hits).Envelope;
        return envelope.Length > Envelope.HitsBytesMax ? new AnswerFailed("The hits do not fit one message.") : new SealedHits(envelope);
    }

    private OpenedHits Open(OpenHitsQuestion asked)
    {
        if (!seal.TryOpen<QueryHits>(asked.Envelope, out var hits)) return new OpenedHits(null, null);
        if (asked.Holder.IsEmpty || !seal.TryOpen<PeerRecord>(asked.Holder, out var holder) || holder!.Signer != hits!.Signer) return new OpenedHits(hits, null);
        return new OpenedHits(hits, holder);
    }
}
