using WebP2P.Node.Control;

namespace WebP2P.Host.Api;

/// <summary>A page of uploads, and what they are together.</summary>
internal sealed record UploadList(IReadOnlyList<UploadView> Items, string? NextCursor, UploadTotals Totals);
