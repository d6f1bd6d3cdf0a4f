using WebP2P.Node.Control;

namespace WebP2P.Host.Hubs;

/// <summary>Something was skipped: whoever follows reads REST again.</summary>
internal sealed record Reset(string Reason) : NodeEvent(Topic.Node, true, "reset");
