namespace WebP2P.Protocols.Overlays.Napster;

/// <summary>What an index server takes from its peers.</summary>
public sealed record IndexServerOptions
{
    /// <summary>Most contents in the answer to one search.</summary>
    public const int AnswerContentsMax = 200;

    /// <summary>Longest name of a file, in bytes of UTF-8.</summary>
    public const int NameBytesMax = 1_024;

    /// <summary>Longest folder of a file, in bytes of UTF-8.</summary>
    public const int FolderBytesMax = 2_048;

    /// <summary>Largest signed peer record that is kept, in bytes.</summary>
    public const int RecordBytesMax = 2_048;

    /// <summary>Nodes online at once. 1 to 1,000,000.</summary>
    public int NodesMax { get; init; } = 10_000;

    /// <summary>Files that one node may register. 1 to 10,000,000.</summary>
    public int FilesPerNodeMax { get; init; } = 200_000;

    /// <summary>Questions of one peer, each second, over time. 1 to 1,000.</summary>
    public int QuestionsPerSecond { get; init; } = 10;

    /// <summary>Questions of one peer at once after a rest. 1 to 10,000.</summary>
    public int QuestionsBurst { get; init; } = 50;

    /// <summary>Beginnings of words of one peer, each second, over time: typing is quick. 1 to 1,000.</summary>
    public int SuggestionsPerSecond { get; init; } = 20;

    /// <summary>Beginnings of words of one peer at once after a rest. 1 to 10,000.</summary>
    public int SuggestionsBurst { get; init; } = 40;

    /// <summary>Files that one peer may add and remove each second, over time; who is faster waits for the acknowledgement. 100 to 1,000,000.</summary>
    public int ChangesPerSecond { get; init; } = 10_000;

    /// <summary>Files that one peer may add and remove at once after a rest. 500 to 10,000,000.</summary>
    public int ChangesBurst { get; init; } = 20_000;

    /// <summary>Rows that the store may look at for one peer each second, over time. 100 to 100,000,000.</summary>
    public int RowsPerSecond { get; init; } = 100_000;

    /// <summary>Rows that the store may look at for one peer at once after a rest. 100 to 1,000,000,000.</summary>
    public int RowsBurst { get; init; } = 500_000;

    /// <summary>Questions of one peer that the store has not answered yet. 1 to 1,000.</summary>
    public int QuestionsOpenMax { get; init; } = 16;

    /// <summary>Contents that one peer may watch. 1 to 100,000.</summary>
    public int WatchesPerPeerMax { get; init; } = 10_000;

    /// <summary>Watches of all peers together: what they take of the memory ends here. 1 to 100,000,000.</summary>
    public int WatchesMax { get; init; } = 500_000;

    /// <summary>Watched contents that are looked up when a node returns with its files; of more, others the next time. 0 to 1,000,000.</summary>
    public int ReturnCheckContentsMax { get; init; } = 10_000;

    /// <summary>How long the rows of a node are kept after it left, in hours. 1 to 720.</summary>
    public int ForgetAfterHours { get; init; } = 24;

    /// <summary>How often rows to forget are looked for, in minutes. 1 to 1,440.</summary>
    public int ForgetEveryMinutes { get; init; } = 10;

    /// <summary>Dial-backs that one peer may ask for in a minute. 1 to 60.</summary>
    public int DialBacksPerMinute { get; init; } = 4;

    /// <summary>Dial-backs under way at once, for all peers. 1 to 1,000.</summary>
    public int DialBacksOpenMax { get; init; } = 32;

    /// <summary>Callbacks that one peer may ask for in a minute. 1 to 10,000.</summary>
    public int CallBacksPerMinute { get; init; } = 120;

    /// <summary>Why these options cannot be used, in a sentence; null when they can.</summary>
    public string? Problem()
    {
        if (NodesMax is < 1 or > 1_000_000) return "NodesMax is 1 to 1,000,000.";
        if (FilesPerNodeMax is < 1 or > 10_000_000) return "FilesPerNodeMax is 1 to 10,000,000.";
        if (QuestionsPerSecond is < 1 or > 1_000) return "QuestionsPerSecond is 1 to 1,000.";
        if (QuestionsBurst is < 1 or > 10_000) return "QuestionsBurst is 1 to 10,000.";
        if (SuggestionsPerSecond is < 1 or > 1_000) return "SuggestionsPerSecond is 1 to 1,000.";
        if (SuggestionsBurst is < 1 or > 10_000) return "SuggestionsBurst is 1 to 10,000.";
        if (ChangesPerSecond is < 100 or > 1_000_000) return "ChangesPerSecond is 100 to 1,000,000.";
        if (ChangesBurst is < RegisterBatch.ChangesMax or > 10_000_000) return "ChangesBurst is 500 to 10,000,000.";
        if (RowsPerSecond is < 100 or > 100_000_000) return "RowsPerSecond is 100 to 100,000,000.";
        if (RowsBurst is < 100 or > 1_000_000_000) return "RowsBurst is 100 to 1,000,000,000.";
        if (QuestionsOpenMax is < 1 or > 1_000) return "QuestionsOpenMax is 1 to 1,000.";
        if (WatchesPerPeerMax is < 1 or > 100_000) return "WatchesPerPeerMax is 1 to 100,000.";
        if (WatchesMax is < 1 or > 100_000_000) return "WatchesMax is 1 to 100,000,000.";
        if (ReturnCheckContentsMax is < 0 or > 1_000_000) return "ReturnCheckContentsMax is 0 to 1,000,000.";
        if (DialBacksPerMinute is < 1 or > 60) return "DialBacksPerMinute is 1 to 60.";
        if (DialBacksOpenMax is < 1 or > 1_000) return "DialBacksOpenMax is 1 to 1,000.";
        if (CallBacksPerMinute is < 1 or > 10_000) return "CallBacksPerMinute is 1 to 10,000.";
        if (ForgetAfterHours is < 1 or > 720) return "ForgetAfterHours is 1 to 720.";
        return ForgetEveryMinutes is < 1 or > 1_440 ? "ForgetEveryMinutes is 1 to 1,440." : null;
    }
}
