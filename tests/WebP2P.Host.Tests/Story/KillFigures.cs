namespace WebP2P.Host.Tests.Story;

/// <summary>What kills of a copy cost.</summary>
/// <param name="RightPieces">Believed after a kill, and right on the disk.</param>
/// <param name="WorstBytes">Asked again after one kill.</param>
/// <param name="AllBytes">Asked again after all of them.</param>
internal sealed record KillFigures(int Kills, long RightPieces, long WorstBytes, long AllBytes)
{
    /// <summary>One more kill.</summary>
    public KillFigures With(long againBytes, int rightPieces) =>
        new(Kills + 1, RightPieces + rightPieces, Math.Max(WorstBytes, againBytes), AllBytes + Math.Max(0, againBytes));

    /// <summary>Both together.</summary>
    public KillFigures With(KillFigures other) =>
        new(Kills + other.Kills, RightPieces + other.RightPieces, Math.Max(WorstBytes, other.WorstBytes), AllBytes + other.AllBytes);
}
