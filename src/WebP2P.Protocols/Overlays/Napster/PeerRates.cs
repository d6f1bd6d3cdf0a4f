namespace WebP2P.Protocols.Overlays.Napster;

/// <summary>What one node may ask of an index server each second.</summary>
internal sealed class PeerRates(IndexServerOptions options)
{
    public TokenBucket Questions { get; } = new(options.QuestionsPerSecond, options.QuestionsBurst);

    /// <summary>Beginnings of words only: typing must not use up the questions.</summary>
    public TokenBucket Suggestions { get; } = new(options.SuggestionsPerSecond, options.SuggestionsBurst);

    /// <summary>Files that come and go by registration.</summary>
    public TokenBucket Changes { get; } = new(options.ChangesPerSecond, options.ChangesBurst);

    /// <summary>Rows that the store looked at for its questions; charged when they are answered.</summary>
    public TokenBucket Rows { get; } = new(options.RowsPerSecond, options.RowsBurst);

    public MinuteRate DialBacks { get; } = new();

    /// <summary>Callbacks that the node asks for.</summary>
    public MinuteRate CallBacks { get; } = new();

    /// <summary>Nothing would be won by forgetting it.</summary>
    public bool IsRested(long nowMs) => Questions.IsFull(nowMs) && Suggestions.IsFull(nowMs) && Changes.IsFull(nowMs) && Rows.IsFull(nowMs)
        && DialBacks.Total(nowMs) == 0 && CallBacks.Total(nowMs) == 0;
}
