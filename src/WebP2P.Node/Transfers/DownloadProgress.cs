namespace WebP2P.Node.Transfers;

/// <summary>What a commit keeps of a download.</summary>
internal sealed record DownloadProgress(byte[] Bitmap, byte[] Provenance, string SourcesJson);
