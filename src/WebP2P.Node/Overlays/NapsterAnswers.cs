using WebP2P.Node.Index.Operator;
using WebP2P.Protocols.Overlays;
using WebP2P.Protocols.Overlays.Napster;

namespace WebP2P.Node.Overlays;

/// <summary>
/// Answers of the two Napster machines: the client's from the library, the index server's from the store. Commits are made in the order in
/// which they were asked, because a node's batches follow each other; reads run beside them.
/// </summary>
internal sealed class NapsterAnswers(Func<Question, CancellationToken, Task<Answer>> library, IIndexStore? store, TimeProvider time, QueryMeter? meter = null, Func<DialBackQuestion, CancellationToken, Task<Answer>>? dialBack = null) : IQuestionAnswers, IDisposable
{
    private const int ReadersMax = 4;

    private readonly IndexWrites? writes = store is null ? null : new IndexWrites(store, time);
    private readonly SemaphoreSlim readers = new(ReadersMax);

    public async Task<Answer> AnswerAsync(Question question, CancellationToken cancellationToken)
    {
        if (question is LibraryChanges or LibraryDigests or LibraryBucketRows) return await Task.Run(() => library(question, cancellationToken), cancellationToken);
        if (question is DialBackQuestion asked) return dialBack is null ? new AnswerFailed("This node dials nobody back.") : await dialBack(asked, cancellationToken);
        if (store is null) throw new InvalidOperationException($"There is no index to answer {question.GetType().Name}.");
        return await (question is CommitQuestion or ForgetQuestion ? writes!.AnswerAsync(question) : ReadAsync(question, store, cancellationToken));
    }

    public void Dispose() => readers.Dispose();

    private async Task<Answer> ReadAsync(Question question, IIndexStore index, CancellationToken cancellationToken)
    {
        await readers.WaitAsync(cancellationToken);
        try
        {
            return await Task.Run(() => Answer(question, index), cancellationToken);
        }
        finally
        {
            readers.Release();
        }
    }

    private Answer Answer(Question question, IIndexStore index)
    {
        switch (question)
        {
            case RegisteredQuestion registered: return index.Registered(registered.Node);
            case DigestsQuestion digests: return new DigestsAnswer(index.Digests(digests.Node)) { RowsLookedAt = index.Registered(digests.Node).Files };
            case FindQuestion find: return meter is null ? Find(find, index) : meter.Measure(find, () => Find(find, index));
            case SourcesQuestion sources: return new SourcesAnswer([.. sources.Contents.Select(content => index.Sources(content, sources.Presence, SourcesQuestion.SourcesMax))]);
            case SuggestQuestion suggest: return new SuggestAnswer(index.Suggest(suggest.Text, suggest.Presence, suggest.WordsMax));
            default: throw new InvalidOperationException($"Nobody answers {question.GetType().Name}.");
        }
    }

    private FindAnswer Find(FindQuestion question, IIndexStore index) =>
        index.Find(question.Query, question.Presence, question.ContentsMax, time.GetUtcNow().ToUnixTimeMilliseconds());
}
