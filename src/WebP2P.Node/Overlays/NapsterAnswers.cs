using WebP2P.Node.Index.Operator;
using WebP2P.Protocols.Overlays;
using WebP2P.Protocols.Overlays.Napster;

namespace WebP2P.Node.Overlays;

/// <summary>
/// Answers of the two Napster machines: the client's from the library, the index server's from the store. Commits are made one by one in the
/// order in which they were asked, because a node's batches follow each other; reads run beside them.
/// </summary>
internal sealed class NapsterAnswers(Func<LibraryChanges, CancellationToken, Task<LibraryChangesAnswer>> library, IIndexStore? store, TimeProvider time, QueryMeter? meter = null) : IQuestionAnswers, IDisposable
{
    private const int ReadersMax = 4;

    private readonly Lock gate = new();
    private readonly SemaphoreSlim readers = new(ReadersMax);
    private Task<Answer> lastWrite = Task.FromResult<Answer>(new AnswerFailed(""));

    public async Task<Answer> AnswerAsync(Question question, CancellationToken cancellationToken)
    {
        if (question is LibraryChanges changes) return await Task.Run(() => library(changes, cancellationToken), cancellationToken);
        if (store is null) throw new InvalidOperationException($"There is no index to answer {question.GetType().Name}.");
        return await (question is CommitQuestion or ForgetQuestion ? Write(question, store) : ReadAsync(question, store, cancellationToken));
    }

    public void Dispose() => readers.Dispose();

    /// <summary>Takes its place in the row before it returns.</summary>
    private Task<Answer> Write(Question question, IIndexStore index)
    {
        lock (gate) return lastWrite = lastWrite.ContinueWith(_ => Answer(question, index), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
    }

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
            case CommitQuestion commit: return index.Commit(commit.Node, commit.Batch, time.GetUtcNow().ToUnixTimeMilliseconds());
            case FindQuestion find: return meter is null ? Find(find, index) : meter.Measure(find, () => Find(find, index));
            case SourcesQuestion sources: return new SourcesAnswer([.. sources.Contents.Select(content => index.Sources(content, sources.Presence, SourcesQuestion.SourcesMax))]);
            case SuggestQuestion suggest: return new SuggestAnswer(index.Suggest(suggest.Text, suggest.Presence, suggest.WordsMax));
            case ForgetQuestion forget: return Forget(forget, index);
            default: throw new InvalidOperationException($"Nobody answers {question.GetType().Name}.");
        }
    }

    private FindAnswer Find(FindQuestion question, IIndexStore index) =>
        index.Find(question.Query, question.Presence, question.ContentsMax, time.GetUtcNow().ToUnixTimeMilliseconds());

    private static ForgotAnswer Forget(ForgetQuestion question, IIndexStore index)
    {
        index.Seen(question.Online, question.NowUnixMs);
        return new ForgotAnswer(index.Forget(question.SeenBeforeUnixMs));
    }
}
