using System.Collections.Concurrent;
using WebP2P.Node.Control;
using WebP2P.Protocols.Overlays.Napster;
using WebP2P.Protocols.Search;

namespace WebP2P.Node.Overlays;

/// <summary>Asks every overlay how a word may go on, and puts the answers together.</summary>
internal sealed class OpenSuggests(TimeProvider time)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<Guid, TaskCompletionSource<SuggestionsFound>> open = new();

    public async Task<SuggestionsView> AskAsync(IReadOnlyList<ISearchWay> ways, string text, CancellationToken cancellationToken)
    {
        if (ways.Count == 0) return new SuggestionsView(text, [], "No overlay is on at this node, so there is nobody to ask.");
        if (SuggestPrefix.Of(text) is null) return new SuggestionsView(text, [], null);
        var answers = await Task.WhenAll(ways.Select(way => AskAsync(way, text, cancellationToken)));
        var words = answers.SelectMany(answer => answer.Words.Select((word, rank) => (word, rank))).OrderBy(one => one.rank).Select(one => one.word);
        var reason = Array.TrueForAll(answers, answer => answer.Problem is not null) ? answers[0].Problem : null;
        return new SuggestionsView(text, [.. words.Distinct(StringComparer.Ordinal).Take(SuggestPrefix.WordsMax)], reason);
    }

    /// <summary>An overlay answered; too late is nothing.</summary>
    public void Found(SuggestionsFound found)
    {
        if (open.TryGetValue(found.RequestId, out var waiting)) waiting.TrySetResult(found);
    }

    private async Task<SuggestionsFound> AskAsync(ISearchWay way, string text, CancellationToken cancellationToken)
    {
        var id = Guid.NewGuid();
        var answer = open[id] = new TaskCompletionSource<SuggestionsFound>(TaskCreationOptions.RunContinuationsAsynchronously);
        try
        {
            way.Suggest(id, text);
            return await answer.Task.WaitAsync(Timeout, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            return new SuggestionsFound(id, [], "No answer came within 1 s.");
        }
        finally
        {
            open.TryRemove(id, out _);
        }
    }
}
