using WebP2P.Protocols.Overlays;

namespace WebP2P.Node.Overlays;

/// <summary>Answers what takes time or a key, off the loop.</summary>
internal interface IQuestionAnswers
{
    /// <summary>Called by the loop in the order of the questions, and returns at once: the work is done elsewhere, commits in the order in which they were asked.</summary>
    /// <exception cref="IOException">The store failed; the machine hears <see cref="AnswerFailed"/>.</exception>
    Task<Answer> AnswerAsync(Question question, CancellationToken cancellationToken);
}
