namespace WebP2P.Node.Library.Rules;

/// <summary>Which of at most 256 places in a pattern can be reached; all of them move at once.</summary>
internal readonly record struct StateSet(UInt128 Low, UInt128 High)
{
    public const int StatesMax = 256;

    private const int Half = 128;

    public static StateSet Of(int state) => state < Half ? new(UInt128.One << state, 0) : new(0, UInt128.One << (state - Half));

    public bool Has(int state) => (state < Half ? Low >> state : High >> (state - Half)) is var bits && (bits & UInt128.One) != 0;

    /// <summary>Each place one further.</summary>
    public StateSet Next() => new(Low << 1, (High << 1) | (Low >> (Half - 1)));

    public static StateSet operator &(StateSet left, StateSet right) => new(left.Low & right.Low, left.High & right.High);

    public static StateSet operator |(StateSet left, StateSet right) => new(left.Low | right.Low, left.High | right.High);
}
