using WebP2P.Node.Control;

namespace WebP2P.Host.Api;

/// <param name="StepMs">Each sample is the mean over this time, ending at its <c>at</c>.</param>
internal sealed record ThroughputView(int StepMs, IReadOnlyList<ThroughputSample> Samples);
