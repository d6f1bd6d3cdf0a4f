namespace WebP2P.Simulation.Transfers;

/// <summary>How a simulated download went.</summary>
/// <param name="BoundMs">No schedule can be done sooner: the size over the rates of the honest sources that were there, summed over time.</param>
/// <param name="RequestMs">One piece of the average of the sources that are there at the end, its round trip included.</param>
/// <param name="WasteBytes">What came and did not count.</param>
/// <param name="Digest">Everything the plan wanted, in order.</param>
public sealed record DownloadOutcome(bool IsDone, long FinishedMs, long BoundMs, long RequestMs, long WasteBytes, long InFlightBytesMax, ulong Digest)
{
    /// <summary>How much longer it took than the bound and one request, per mille; negative when it was sooner.</summary>
    public long OverBoundPerMille => BoundMs == 0 ? 0 : (FinishedMs - RequestMs - BoundMs) * 1_000 / BoundMs;
}
