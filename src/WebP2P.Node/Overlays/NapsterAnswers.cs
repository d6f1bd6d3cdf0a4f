using WebP2P.Protocols.Overlays;
using WebP2P.Protocols.Overlays.Napster;

namespace WebP2P.Node.Overlays;

/// <summary>Answers of the two Napster machines: the client's from the library, the index server's from the store (one writer, several readers).</summary>
internal sealed class NapsterAnswers(Func<LibraryChanges, CancellationToken, Task<LibraryChangesAnswer>> library, IIndexStore? store, TimeProvider time) : IQuestionAnswers, IDisposable
{
    private const int ReadersMax = 4;

    private readonly SemaphoreSlim writer = new(1);
    private readonly SemaphoreSlim readers = new(ReadersMax);

    public async Task<Answer> AnswerAsync(Question question, CancellationToken cancellationToken)
    {
        if (question is LibraryChanges changes) return await library(changes, cancellationToken);
        if (store is null) throw new InvalidOperationException($"There is no index to answer {question.GetType().Name}.");
        var gate = question is CommitQuestion or ForgetQuestion ? writer : readers;
        await gate.WaitAsync(cancellationToken);
        try
        {
            return Answer(question, store);
        }
        finally
        {
            gate.Release();
        }
    }

    public void Dispose()
    {
        writer.Dispose();
        readers.Dispose();
    }

    private Answer Answer(Question question, IIndexStore index)
    {
        switch (question)
        {
            case RegisteredQuestion registered: return index.Registered(registered.Node);
            case CommitQuestion commit: return index.Commit(commit.Node, commit.Batch, time.GetUtcNow().ToUnixTimeMilliseconds());
            case FindQuestion find: return index.Find(find.Query, find.Online, find.ContentsMax);
            case SourcesQuestion sources: return new SourcesAnswer([.. sources.Contents.Select(content => index.Sources(content, sources.Online, SourcesQuestion.SourcesMax))]);
            case ForgetQuestion forget: return Forget(forget, index);
            default: throw new InvalidOperationException($"Nobody answers {question.GetType().Name}.");
        }
    }

    private static ForgotAnswer Forget(ForgetQuestion question, IIndexStore index)
    {
        index.Seen(question.Online, question.NowUnixMs);
        return new ForgotAnswer(index.Forget(question.SeenBeforeUnixMs));
    }
}
