namespace WebP2P.Protocols.Overlays.Napster;

/// <summary>The timers of both machines.</summary>
internal static class NapsterTimers
{
    public const int SearchKind = 2;
    public const int LookupKind = 3;

    public static readonly TimerKey Redial = new(1);
    public static readonly TimerKey Registration = new(4);
    public static readonly TimerKey RegisterAgain = new(5);
    public static readonly TimerKey Forget = new(6);
    public static readonly TimerKey Rebuild = new(7);
    public static readonly TimerKey Slowed = new(10);
    public static readonly TimerKey DialBack = new(11);
    public static readonly TimerKey Watching = new(12);

    public const int SuggestKind = 9;

    public static TimerKey Suggest(MessageId id) => new(SuggestKind, id.Value);

    public static TimerKey Search(MessageId id) => new(SearchKind, id.Value);

    public static TimerKey Lookup(MessageId id) => new(LookupKind, id.Value);
}
