using Microsoft.Extensions.Logging;
using WebP2P.Node.Links;

namespace WebP2P.Node.Overlays;

/// <summary>What every driver loop works with.</summary>
internal sealed record OverlaySurroundings(ILinks Links, IQuestionAnswers Answers, DropCounters Drops, TimeProvider Time, ILogger<OverlayLoop> Log);
