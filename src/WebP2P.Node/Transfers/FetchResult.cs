using WebP2P.Protocols.Transfers;

namespace WebP2P.Node.Transfers;

internal enum FetchOutcome { Right, Wrong, Superfluous, Failed, DiskFailed, Abandoned }

/// <summary>How a request ended.</summary>
/// <param name="Outcome">Wrong: a whole piece that does not match. Superfluous: another copy was first.</param>
/// <param name="Failure">With Failed.</param>
/// <param name="Reason">One sentence.</param>
internal sealed record FetchResult(FetchOutcome Outcome, FetchFailure Failure = default, string Reason = "")
{
    /// <summary>With DiskFailed.</summary>
    public DiskTrouble? Trouble { get; init; }

    public static FetchResult Of(FetchFailure failure, string reason) => new(FetchOutcome.Failed, failure, reason);
}
