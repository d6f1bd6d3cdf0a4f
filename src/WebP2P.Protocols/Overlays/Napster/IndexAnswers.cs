namespace WebP2P.Protocols.Overlays.Napster;

/// <summary>Answers the index server's questions from a store; the same on a node and in a simulated network.</summary>
public static class IndexAnswers
{
    public static Answer To(Question question, IIndexStore store, long wallUnixMs) => question switch
    {
        RegisteredQuestion registered => store.Registered(registered.Node),
        DigestsQuestion digests => new DigestsAnswer(store.Digests(digests.Node)) { RowsLookedAt = store.Registered(digests.Node).Files },
        CommitQuestion commit => store.Commit(commit.Node, commit.Batch, wallUnixMs),
        FindQuestion find => store.Find(find.Query, find.Presence, find.ContentsMax, wallUnixMs),
        SourcesQuestion sources => new SourcesAnswer([.. sources.Contents.Select(content => store.Sources(content, sources.Presence, SourcesQuestion.SourcesMax))]),
        SuggestQuestion suggest => new SuggestAnswer(store.Suggest(suggest.Text, suggest.Presence, suggest.WordsMax)),
        ForgetQuestion forget => Forget(forget, store),
        _ => new AnswerFailed($"{question.GetType().Name} is not for the index."),
    };

    private static ForgotAnswer Forget(ForgetQuestion forget, IIndexStore store)
    {
        store.Seen(forget.Online, forget.NowUnixMs);
        return new ForgotAnswer(store.Forget(forget.SeenBeforeUnixMs));
    }
}
